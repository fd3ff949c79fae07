import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The proofs of the lessons take longest: begun first, they are not what everybody waits for in the end. */
class ProofsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isProof = ({ moduleId }: TestSpecification): boolean => /headless\/(lessons|challenges)\.spec\.ts$/.test(moduleId);
    return [...sorted.filter(isProof), ...sorted.filter(each => !isProof(each))];
  }
}

export default defineConfig({
  test: {
    include: ['src/**/*.spec.ts'], testTimeout: 120_000, hookTimeout: 120_000, pool: 'threads', sequence: { sequencer: ProofsFirst },
    // One core less than there are is the default: half of a small machine.
    maxWorkers: '100%',
  },
});
