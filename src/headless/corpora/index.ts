/** The kinds of recorded scenarios, each with what runs and compares it. */
import { runAdmission, type AdmissionScenario } from './admission.ts';
import { runKubectlScenario, type KubectlScenario } from './kubectl.ts';
import { runLifecycle, type LifecycleScenario } from './lifecycle.ts';
import { runShell, type ShellScenario } from './shell.ts';
import { runScheduling, type SchedulingScenario } from './scheduling.ts';

/** The corpora of recordings, and what runs a scenario of each. */
export const corpora: Readonly<Record<string, (scenario: unknown) => unknown>> = {
  admission: scenario => runAdmission(scenario as AdmissionScenario),
  scheduling: scenario => runScheduling(scenario as SchedulingScenario),
  lifecycle: scenario => runLifecycle(scenario as LifecycleScenario),
  shell: scenario => runShell(scenario as ShellScenario),
  kubectl: scenario => runKubectlScenario(scenario as KubectlScenario),
};
