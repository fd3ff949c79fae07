/** Runs a transcript of the corpus `kubectl`: command lines, one after another, in a fresh cluster. */
import { createSimulation } from '../../cluster/engine/index.ts';
import { recordingCluster } from '../../cluster/engine/presets.ts';
import { drive, runCommandLine } from '../../kubectl/index.ts';
import { simTime } from '../../model/time.ts';

export interface KubectlScenario {
  readonly corpus: 'kubectl';
  readonly id: string;
  readonly nodes: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly commands: readonly string[];
}
interface KubectlAnswer {
  readonly command: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
interface KubectlResult {
  readonly commands: readonly KubectlAnswer[];
}

/** The nodes are up before the first command. */
const SETTLE_MS = 20_000;
/** What a person's next command costs at least. */
const BETWEEN_MS = 150;

export function runKubectlScenario(scenario: KubectlScenario): KubectlResult {
  const simulation = createSimulation(recordingCluster(scenario.nodes));
  simulation.advance(simTime(SETTLE_MS));
  const files = new Map(Object.entries(scenario.files ?? {}));
  const commands = scenario.commands.map((command): KubectlAnswer => {
    const { exitCode, stdout, stderr } = drive(simulation, runCommandLine(command, {}), { files });
    simulation.advance(simTime(simulation.now + BETWEEN_MS));
    return { command, exitCode, stdout, stderr };
  });
  return { commands };
}
