/** The steps of a lifecycle scenario, as requests, files on nodes and commands in containers, with their answers. */
import { groupResourceOfKind, resourceFacts } from '../../model/resources.ts';
import type { KubeObject } from '../../model/objects.ts';
import { isStatus } from '../../model/status.ts';
import type { ApiRequest, ApiResponse, PatchType } from '../../cluster/contract/api.ts';
import type { Simulation } from '../../cluster/contract/simulation.ts';
import { drive, runKubectl } from '../../kubectl/index.ts';

export interface Step {
  readonly at: number;
  readonly do: string;
  readonly [field: string]: unknown;
}
export interface Answer {
  at: number;
  do: string;
  code?: number;
  message?: string;
  warnings?: readonly string[];
  exitCode?: number;
  stdout?: string;
  stderr?: string;
}
export const NAMESPACE = 'demo';

type Plain = { readonly apiVersion: string; readonly kind: string; readonly metadata?: { readonly name?: string; readonly namespace?: string } };

/** The version of a kind that a step names without it. */
const apiVersionOf = (kind: string): string => resourceFacts.find((fact) => fact.kind === kind && !fact.name.includes('/'))?.groupVersion ?? 'v1';
const isNamespaced = (kind: string): boolean => resourceFacts.find((fact) => fact.kind === kind && !fact.name.includes('/'))?.namespaced ?? true;
const resourceOf = (kind: string, apiVersion = apiVersionOf(kind)): string => groupResourceOfKind(apiVersion, kind) ?? kind;

function target(kind: string, name?: string, namespace = NAMESPACE): Pick<ApiRequest, 'resource' | 'name' | 'namespace'> {
  return { resource: resourceOf(kind), ...(name === undefined ? {} : { name }), ...(isNamespaced(kind) ? { namespace } : {}) };
}
export function createRequest(object: Plain): ApiRequest {
  const namespaced = isNamespaced(object.kind);
  return { verb: 'create', resource: resourceOf(object.kind, object.apiVersion), ...(namespaced ? { namespace: object.metadata?.namespace ?? NAMESPACE } : {}), body: object };
}

function answered(response: ApiResponse): Partial<Answer> {
  return {
    code: response.code,
    ...(isStatus(response.body) && response.code >= 400 ? { message: response.body.message ?? '' } : {}),
    ...(response.warnings.length === 0 ? {} : { warnings: response.warnings }),
  };
}

/** `kubectl exec POD [-c C] -- COMMAND` or `kubectl logs POD [-c C] [--previous]`. */
function inContainer(sim: Simulation, step: Step): Partial<Answer> {
  const { container, command = [] } = step as { readonly container?: string; readonly command?: readonly string[] };
  const named = container === undefined ? [] : ['-c', container];
  const rest = step.do === 'exec' ? [...named, '--', ...command] : [...named, ...(step['previous'] === true ? ['--previous'] : [])];
  const { exitCode, stdout, stderr } = drive(sim, runKubectl([step.do, '-n', NAMESPACE, String(step['pod']), ...rest], {}));
  return { exitCode, stdout, stderr };
}

const patchOf = (step: Step, type: PatchType, body: unknown, subresource?: string): ApiRequest => ({
  verb: 'patch', patchType: type, body, ...target(String(step['kind']), String(step['name'])), ...(subresource === undefined ? {} : { subresource }),
});

function apply(sim: Simulation, object: Plain): ApiResponse {
  const { name = '', namespace } = object.metadata ?? {};
  const there = sim.request({ verb: 'get', ...target(object.kind, name, namespace) });
  if (there.code >= 300) return sim.request(createRequest(object));
  return sim.request({ verb: 'patch', patchType: 'strategic', ...target(object.kind, name, namespace), body: object });
}

function replace(sim: Simulation, object: Plain): ApiResponse {
  const { name = '', namespace } = object.metadata ?? {};
  return sim.request({ verb: 'update', ...target(object.kind, name, namespace), body: object });
}

const evictRequest = (name: string): ApiRequest => ({
  verb: 'create', resource: 'pods', subresource: 'eviction', namespace: NAMESPACE, name,
  body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: NAMESPACE } },
});

/** Pods that a drain still has to evict, tried again every five seconds beside the other steps. */
export interface Draining {
  readonly answer: Answer;
  nextAt: number;
  left: readonly string[];
}
export function drainOnce(sim: Simulation, draining: Draining): void {
  const left: string[] = [];
  for (const name of draining.left) {
    const response = sim.request(evictRequest(name));
    if (response.code === 429) left.push(name);
    draining.answer.code ??= response.code;
  }
  draining.left = left;
  draining.nextAt = sim.now + 5000;
}

function nodeTaint(sim: Simulation, step: Step): ApiResponse {
  const node = sim.view().get('nodes', '', String(step['node']));
  const removed = (step['remove'] ?? []) as readonly { readonly key: string; readonly effect?: string }[];
  const kept = (node?.spec.taints ?? []).filter((taint) => !removed.some(({ key, effect }) => key === taint.key && (effect === undefined || effect === taint.effect)));
  return sim.request({ verb: 'patch', patchType: 'merge', resource: 'nodes', name: String(step['node']), body: { spec: { taints: [...kept, ...((step['add'] ?? []) as readonly object[])] } } });
}

function nodeObject({ name, labels, taints, unschedulable, allocatable }: Readonly<Record<string, unknown>>): KubeObject {
  const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' }];
  return {
    apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: { taints, ...(unschedulable === true ? { unschedulable } : {}) },
    status: { capacity: allocatable, allocatable, conditions },
  } as unknown as KubeObject;
}

type Named = Pick<ApiRequest, 'resource' | 'name' | 'namespace'>;
const named = (step: Step): Named => target(String(step['kind']), String(step['name']));

function deleteRequest(step: Step): ApiRequest {
  const grace = step['force'] === true ? 0 : (step['grace'] as number | undefined);
  const cascade = String(step['cascade'] ?? 'background');
  const propagationPolicy = cascade === 'orphan' ? 'Orphan' : cascade === 'foreground' ? 'Foreground' : 'Background';
  return { verb: 'delete', ...named(step), options: { propagationPolicy, ...(grace === undefined ? {} : { gracePeriodSeconds: grace }) } };
}
function nodeResource(step: Step): ApiRequest {
  const amounts = { [String(step['name'])]: step['amount'] };
  return { verb: 'patch', patchType: 'merge', resource: 'nodes', subresource: 'status', name: String(step['node']), body: { status: { capacity: amounts, allocatable: amounts } } };
}

/** The request that a step is, or null where it is more than one. */
function requestOf(step: Step): ApiRequest | null {
  switch (step.do) {
    case 'create':
      return createRequest(step['object'] as Plain);
    case 'delete':
      return deleteRequest(step);
    case 'patch':
      return patchOf(step, step['type'] as PatchType, step['patch'], step['subresource'] as string | undefined);
    case 'label':
      return patchOf(step, 'merge', { metadata: { labels: step['labels'] } });
    case 'annotate':
      return patchOf(step, 'merge', { metadata: { annotations: step['annotations'] } });
    case 'scale':
      return patchOf(step, 'merge', { spec: { replicas: step['replicas'] } }, 'scale');
    case 'evict':
      return evictRequest(String(step['pod']));
    case 'cordon':
    case 'uncordon':
      return { verb: 'patch', patchType: 'merge', resource: 'nodes', name: String(step['node']), body: { spec: { unschedulable: step.do === 'cordon' ? true : null } } };
    case 'nodeResource':
      return nodeResource(step);
    case 'addNode':
      return { verb: 'create', resource: 'nodes', body: nodeObject(step['node'] as Readonly<Record<string, unknown>>) };
    case 'removeNode':
      return { verb: 'delete', resource: 'nodes', name: String(step['name']) };
    default:
      return null;
  }
}

export function runStep(sim: Simulation, step: Step, drain: (pods: readonly string[]) => void): Partial<Answer> {
  const request = requestOf(step);
  if (request !== null) return answered(sim.request(request));
  const path = `/etc/kubernetes/manifests/${String(step['file'])}`;
  switch (step.do) {
    case 'exec':
    case 'logs':
      return inContainer(sim, step);
    case 'apply':
      return answered(apply(sim, step['object'] as Plain));
    case 'replace':
      return answered(replace(sim, step['object'] as Plain));
    case 'drain':
      drain(sim.view().list('pods', NAMESPACE).filter((pod) => pod.spec.nodeName === step['node'] && pod.metadata.deletionTimestamp === undefined).map(({ metadata }) => metadata.name));
      return {};
    case 'nodeTaint':
      return answered(nodeTaint(sim, step));
    case 'staticPod':
      sim.act({ do: 'putFile', node: 'node-1', path, text: JSON.stringify(step['object']) });
      return {};
    case 'removeStaticPod':
      sim.act({ do: 'removeFile', node: 'node-1', path });
      return {};
    default:
      throw new Error(`no such step: ${step.do}`);
  }
}
