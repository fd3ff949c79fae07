import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['src/**/*.spec.ts', 'src/**/*.spec.tsx'], testTimeout: 120_000, hookTimeout: 120_000, pool: 'threads' },
});
