/** A container's configuration for the runtime: command, environment, mounts, security. Follows kuberuntime generateContainerConfig. */
import { byText } from '../../base/order.ts';
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { k8s } from '../../model/objects.ts';
import { wholeValue } from '../../model/quantity.ts';
import type { ContainerConfig, MountConfig } from '../contract/cri.ts';
import { expand, makeEnv } from './env.ts';
import type { MadeEnv } from './env.ts';
import { formatPod } from './kit.ts';
import type { Kit, NamedContainer } from './kit.ts';
import { isCritical, qosOf } from './qos.ts';
import type { Reason, Worker } from './state.ts';
import { volumeId } from './volumes.ts';

const NO_SECURITY: k8s.SecurityContext = {};

function mountsOf(kit: Kit, worker: Worker, spec: k8s.Container, env: MadeEnv): Result<readonly MountConfig[], string> {
  const mounts: MountConfig[] = [];
  for (const { name, mountPath, subPath = '', subPathExpr = '', readOnly, mountPropagation } of spec.volumeMounts ?? []) {
    const volume = worker.pod.spec.volumes?.find((each) => each.name === name);
    if (volume === undefined) return err(`cannot find volume "${name}" to mount into container "${spec.name}"`);
    const unknown = new Set<string>();
    const expanded = subPathExpr === '' ? subPath : expand(subPathExpr, (key) => {
      const value = env.lookup(key) ?? '';
      if (value === '') unknown.add(key);
      return value;
    });
    if (unknown.size > 0) return err(`missing value for ${[...unknown].sort(byText).join(', ')}`);
    mounts.push({ volume: name, id: volumeId(kit, worker, volume), path: mountPath, subPath: expanded, readOnly: readOnly === true || isReadOnly(volume), propagation: mountPropagation ?? 'None' });
  }
  return ok(mounts.slice()); // without the room that push leaves
}
const isReadOnly = (volume: k8s.Volume): boolean => volume.persistentVolumeClaim?.readOnly === true || (volume as { readonly image?: unknown }).image !== undefined;

/** Images here run as root unless they say otherwise. */
function nonRootProblem(worker: Worker, spec: k8s.Container): string | null {
  const pod = worker.pod.spec.securityContext;
  const runAsNonRoot = spec.securityContext?.runAsNonRoot ?? pod.runAsNonRoot;
  const user = spec.securityContext?.runAsUser ?? pod.runAsUser;
  if (runAsNonRoot !== true || (user !== undefined && user !== 0)) return null;
  const where = `(pod: "${formatPod(worker)}", container: ${spec.name})`;
  return user === 0 ? `container's runAsUser breaks non-root policy ${where}` : `container has runAsNonRoot and image will run as root ${where}`;
}

/** A container without limits of its own is held to those of its Pod. Follows kuberuntime_container_linux.go getMemoryLimit, getCPULimit. */
function limitsFor(worker: Worker, spec: k8s.Container): k8s.ResourceRequirements {
  const own = worker.allocated[spec.name] ?? spec.resources ?? {};
  const { limits } = (worker.pod.spec as { readonly resources?: k8s.ResourceRequirements }).resources ?? {};
  return limits === undefined ? own : { ...own, limits: { ...limits, ...own.limits } };
}

const PROTECTED_SCORE = -997;
const BEST_EFFORT_SCORE = 1000;
/** Who goes first when memory runs out: the less a container has asked for, the sooner. Follows pkg/kubelet/qos/policy.go. */
function oomScoreAdj(kit: Kit, worker: Worker, spec: k8s.Container): number {
  const qos = qosOf(worker.pod);
  if (qos === 'Guaranteed' || isCritical(worker)) return PROTECTED_SCORE;
  if (qos === 'BestEffort') return BEST_EFFORT_SCORE;
  const capacity = wholeValue(kit.plan.view.get('nodes', '', worker.node)?.status.capacity?.['memory']);
  const request = wholeValue((worker.allocated[spec.name] ?? spec.resources)?.requests?.['memory']);
  const score = BEST_EFFORT_SCORE - Math.floor((BEST_EFFORT_SCORE * request) / Math.max(1, capacity));
  return Math.min(Math.max(score, BEST_EFFORT_SCORE + PROTECTED_SCORE), BEST_EFFORT_SCORE - 1);
}

export function containerConfig(kit: Kit, worker: Worker, { spec, kind }: NamedContainer, attempt: number): Result<ContainerConfig, Reason> {
  const refuse = (message: string): Result<ContainerConfig, Reason> => err({ reason: 'CreateContainerConfigError', message });
  const problem = nonRootProblem(worker, spec);
  if (problem !== null) return refuse(problem);
  const made = makeEnv(kit, worker, spec);
  if (!made.ok) return refuse(made.error);
  const env = made.value;
  const mounts = mountsOf(kit, worker, spec, env);
  if (!mounts.ok) return refuse(mounts.error);
  if (worker.sandbox === null) return refuse('the sandbox is gone');
  const expanded = (list: readonly string[] | undefined): readonly string[] | null => list?.map((each) => expand(each, env.lookup)) ?? null;
  const target = (spec as { readonly targetContainerName?: string }).targetContainerName;
  return ok({
    sandbox: worker.sandbox.id,
    name: spec.name,
    attempt,
    kind,
    image: spec.image ?? '',
    command: expanded(spec.command),
    args: expanded(spec.args),
    env: env.entries,
    workingDir: spec.workingDir ?? null,
    mounts: mounts.value,
    security: spec.securityContext ?? NO_SECURITY,
    podSecurity: worker.pod.spec.securityContext,
    resources: limitsFor(worker, spec),
    oomScoreAdj: oomScoreAdj(kit, worker, spec),
    terminationMessagePath: spec.terminationMessagePath ?? '/dev/termination-log',
    terminationMessagePolicy: (spec.terminationMessagePolicy ?? 'File') as ContainerConfig['terminationMessagePolicy'],
    stdin: spec.stdin === true,
    tty: spec.tty === true,
    targetContainer: target === undefined ? null : (worker.containers[target]?.id ?? null),
  });
}
