/** Runs a scenario of the corpus `scheduling`: nodes and Pods are given, each pending Pod is followed to its outcome. */
import type { KubeObject, Pod } from '../../model/objects.ts';
import { groupResourceOfKind, resourceOfKind } from '../../model/resources.ts';
import { simTime } from '../../model/time.ts';
import type { ApiRequest, ApiResponse } from '../../cluster/contract/api.ts';
import type { Revision } from '../../cluster/contract/ids.ts';
import type { SchedulingExplanation } from '../../cluster/contract/scheduling.ts';
import type { Simulation } from '../../cluster/contract/simulation.ts';
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import { resourceOfKey } from '../../cluster/contract/store.ts';
import { createSimulation } from '../../cluster/engine/index.ts';
import { recordingCluster } from '../../cluster/engine/presets.ts';

interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly status?: unknown;
  readonly [field: string]: unknown;
}
interface ScenarioNode {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly unknown[];
  readonly unschedulable?: boolean;
  readonly allocatable: Readonly<Record<string, string>>;
  readonly images?: readonly unknown[];
}
export interface SchedulingScenario {
  readonly nodes: readonly ScenarioNode[];
  readonly objects?: readonly Written[];
  readonly existing?: readonly Written[];
  readonly pending: readonly Written[];
  readonly settle?: number;
  readonly picks?: Readonly<Record<string, string>>;
}
interface PodOutcome {
  readonly name: string;
  readonly outcome: 'bound' | 'unschedulable' | 'gated' | 'none';
  readonly node?: string;
  readonly message?: string;
  readonly nominatedNode?: string;
  readonly feasible?: readonly string[];
  readonly scores?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly totals?: Readonly<Record<string, number>>;
  readonly victims?: readonly string[];
}
interface SchedulingResult {
  readonly pods: readonly PodOutcome[];
}

/** How long a Pod is waited for, in virtual milliseconds. */
const PATIENCE_MS = 2000;
const STEP_MS = 100;

export function runScheduling(scenario: SchedulingScenario): SchedulingResult {
  const run = new Run(scenario);
  return { pods: run.pods() };
}

class Run {
  private readonly simulation: Simulation;
  private observed = 0 as Revision;
  private readonly seen = new Map<string, { pod: Pod; nominated: string; message: string }>();

  constructor(private readonly scenario: SchedulingScenario) {
    const picks = scenario.picks ?? {};
    this.simulation = createSimulation(recordingCluster([], { run: { scheduler: true, controllers: false, kubelet: false }, picks }));
    for (const object of scenario.objects ?? []) this.createObject(object);
    for (const node of scenario.nodes) this.createNode(node);
    this.advance(0);
    for (const pod of scenario.existing ?? []) this.create(pod);
    this.advance(0);
  }

  pods(): readonly PodOutcome[] {
    for (const pod of this.scenario.pending) {
      this.create(pod);
      for (let waited = 0; waited < PATIENCE_MS && !this.isDecided(pod); waited += STEP_MS) this.advance(STEP_MS);
    }
    if (this.scenario.settle !== undefined) for (let waited = 0; waited < this.scenario.settle * 1000; waited += STEP_MS) this.advance(STEP_MS);
    this.observe();
    return this.scenario.pending.map(pod => this.outcome(pod));
  }

  private ask(request: ApiRequest): ApiResponse {
    const response = this.simulation.request(request);
    if (response.code >= 400) throw new Error(`${request.verb} ${request.resource} ${request.name ?? ''}: ${String((response.body as { message?: unknown }).message)}`);
    return response;
  }

  private create(object: Written): void {
    const resource = groupResourceOfKind(object.apiVersion, object.kind);
    const fact = resourceOfKind(object.apiVersion, object.kind);
    if (resource === undefined || fact === undefined) throw new Error(`no such kind: ${object.apiVersion} ${object.kind}`);
    const at = { resource, name: object.metadata.name, ...(fact.namespaced ? { namespace: object.metadata.namespace ?? 'default' } : {}) };
    this.ask({ ...at, verb: 'create', body: object });
    if (object.status === undefined) return;
    this.ask({ ...at, verb: 'patch', patchType: 'merge', subresource: 'status', body: { status: object.status } });
  }

  /** A namespace needs the account that its Pods run as; no controller makes it here. */
  private createObject(object: Written): void {
    this.create(object);
    if (object.kind === 'Namespace') this.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: object.metadata.name } });
  }
  /** A new node is tainted until a controller has seen that it is ready; there is none here. */
  private createNode(node: ScenarioNode): void {
    this.create(nodeObject(node));
    this.ask({ verb: 'patch', patchType: 'merge', resource: 'nodes', name: node.name, body: { spec: { taints: node.taints ?? null } } });
  }

  /** Goes on, deleting preempted Pods when their grace period is over: there is no kubelet here. */
  private advance(ms: number): void {
    const to = simTime(this.simulation.now + ms);
    this.simulation.advance(to);
    this.observe();
    const { epoch } = this.simulation.settings;
    for (const pod of this.simulation.view().list('pods')) {
      const due = pod.metadata.deletionTimestamp;
      if (due === undefined || Date.parse(due) - epoch > to) continue;
      this.ask({ verb: 'delete', resource: 'pods', namespace: pod.metadata.namespace, name: pod.metadata.name, options: { gracePeriodSeconds: 0 } });
    }
    this.simulation.advance(to);
    this.observe();
  }

  private find({ metadata }: Written): Pod | undefined {
    return this.simulation.view().get('pods', metadata.namespace ?? 'default', metadata.name);
  }
  /** What the Pods' statuses have said in the meantime, however briefly. */
  private observe(): void {
    for (const { key, value } of this.simulation.eventsSince(this.observed)) {
      if (resourceOfKey(key) !== 'pods' || value === null) continue;
      const pod = value as unknown as Pod;
      const before = this.seen.get(pod.metadata.name);
      const message = pod.status.conditions?.find(each => each.type === 'PodScheduled')?.message ?? '';
      const nominated = pod.status.nominatedNodeName ?? '';
      this.seen.set(pod.metadata.name, { pod, nominated: nominated || (before?.nominated ?? ''), message: message || (before?.message ?? '') });
    }
    this.observed = this.simulation.revision;
  }

  private isDecided(written: Written): boolean {
    const pod = this.find(written);
    if (pod === undefined) return true;
    const condition = pod.status.conditions?.find(each => each.type === 'PodScheduled');
    return (pod.spec.nodeName ?? '') !== '' || (condition?.status === 'False' && (pod.status.nominatedNodeName ?? '') === '');
  }

  private outcome(written: Written): PodOutcome {
    const { name } = written.metadata;
    const { pod, message = '', nominated = '' } = this.seen.get(name) ?? {};
    const node = pod?.spec.nodeName ?? '';
    const condition = pod?.status.conditions?.find(each => each.type === 'PodScheduled');
    const outcome = node !== '' ? 'bound' : condition?.reason === 'SchedulingGated' ? 'gated' : condition?.status === 'False' ? 'unschedulable' : 'none';
    return {
      name,
      outcome,
      ...(node === '' ? {} : { node }),
      ...(message === '' ? {} : { message }),
      ...(nominated === '' ? {} : { nominatedNode: nominated }),
      ...this.lastAttempt(pod?.metadata.uid ?? ''),
      ...this.victims(pod?.metadata.uid ?? ''),
    };
  }

  private records(uid: string): readonly TraceEvent[] {
    return this.simulation.traceSince(null).filter(record => 'uid' in record && record.uid === uid);
  }
  private lastAttempt(uid: string): Partial<PodOutcome> {
    const record = this.records(uid).findLast(each => each.type === 'scheduler/attempt');
    const explanation = record === undefined ? null : this.simulation.explain(record.serial);
    return explanation === null ? {} : { feasible: explanation.feasible, ...scoresOf(explanation) };
  }
  private victims(uid: string): Partial<PodOutcome> {
    const victims = this.records(uid).flatMap(each => (each.type === 'scheduler/preempted' ? each.victims.map(victim => victim.slice(victim.indexOf('/') + 1)) : []));
    return victims.length === 0 ? {} : { victims: [...new Set(victims)] };
  }
}

function scoresOf({ nodes, feasible }: SchedulingExplanation): Partial<PodOutcome> {
  if (feasible.length < 2) return {};
  const scored = nodes.filter(({ node }) => feasible.includes(node));
  return {
    totals: Object.fromEntries(scored.map(({ node, total }) => [node, total])),
    scores: Object.fromEntries(scored.map(({ node, scores }) => [node, Object.fromEntries(scores.map(({ plugin, weighted }) => [plugin, weighted]))])),
  };
}

function nodeObject({ name, labels, taints, unschedulable, allocatable, images }: ScenarioNode): Written & Pick<KubeObject, 'kind'> {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, ...(labels === undefined ? {} : { labels }) },
    spec: { ...(taints === undefined ? {} : { taints }), ...(unschedulable === true ? { unschedulable } : {}) },
    status: { capacity: allocatable, allocatable, conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }], ...(images === undefined ? {} : { images }) },
  };
}
