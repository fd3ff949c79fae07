/** Runs one scenario of the lifecycle corpus: its format and its result are told in the head of e2e/conformance/lifecycle.mjs. */
import { createSimulation } from '../../cluster/engine/index.ts';
import { recordingCluster } from '../../cluster/engine/presets.ts';
import type { Revision } from '../../cluster/contract/ids.ts';
import type { Simulation } from '../../cluster/contract/simulation.ts';
import type { KubeObject } from '../../model/objects.ts';
import { isStatus } from '../../model/status.ts';
import { simTime, type SimTime } from '../../model/time.ts';
import { History, seconds, type Clock, type EventEntry, type PodEntry } from './lifecycle-history.ts';
import { objectsAtEnd } from './lifecycle-objects.ts';
import { createRequest, drainOnce, NAMESPACE, runStep, type Answer, type Draining, type Step } from './lifecycle-steps.ts';

type Manifest = { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string } };
export interface LifecycleScenario {
  readonly nodes: readonly string[];
  readonly manifests: readonly Manifest[];
  readonly steps?: readonly Step[];
  readonly until: { readonly seconds: number; readonly pod?: string; readonly phase?: string; readonly gone?: boolean; readonly kind?: string; readonly name?: string; readonly condition?: string };
}
interface LifecycleResult {
  readonly seconds: number;
  readonly pods: Readonly<Record<string, readonly PodEntry[]>>;
  readonly events: readonly EventEntry[];
  readonly answers: readonly Answer[];
  readonly objects: Readonly<Record<string, object>>;
  readonly refused?: readonly object[];
}

/** The cluster has settled a minute before, so that 0 s is ten seconds past a full minute. */
const SETTLED_MS = 60_000;
const NAMESPACE_MS = 5_000;
const LOOK_MS = 100;
/** How long one goes on after what was waited for. */
const AFTER_MS = 2_000;

class Scene {
  readonly sim: Simulation;
  readonly history: History;
  readonly answers: Answer[] = [];
  private readonly draining: Draining[] = [];
  private seen = 0 as Revision;
  clock: Clock;

  constructor(readonly scenario: LifecycleScenario) {
    this.sim = createSimulation(recordingCluster(scenario.nodes));
    this.clock = { epoch: this.sim.settings.epoch, start: 0 };
    this.history = new History(NAMESPACE, () => this.clock);
    this.sim.advance(simTime(SETTLED_MS - NAMESPACE_MS));
    this.sim.request({ verb: 'create', resource: 'namespaces', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } } });
    this.sim.advance(simTime(SETTLED_MS));
    this.clock = { ...this.clock, start: this.sim.now };
    this.seen = this.sim.revision;
  }

  /** Seconds since the last manifest. */
  get at(): number {
    return (this.sim.now - this.clock.start) / 1000;
  }
  look(): void {
    this.history.take(this.sim.eventsSince(this.seen));
    this.seen = this.sim.revision;
  }
  /** Runs to an instant, and drains go on beside. */
  advance(to: SimTime): void {
    while (this.sim.now < to) {
      const due = Math.min(to, ...this.draining.filter(({ left }) => left.length > 0).map(({ nextAt }) => nextAt));
      this.sim.advance(Math.max(due, this.sim.now) as SimTime);
      for (const each of this.draining) if (each.left.length > 0 && each.nextAt <= this.sim.now) drainOnce(this.sim, each);
    }
    this.look();
  }

  create(): readonly object[] {
    const refused: object[] = [];
    for (const manifest of filled(this.scenario.manifests, this.sim)) {
      const response = this.sim.request(createRequest(manifest));
      if (response.code >= 300) refused.push({ kind: manifest.kind, name: manifest.metadata.name, code: response.code, message: isStatus(response.body) ? response.body.message : '' });
    }
    return refused;
  }
  step(step: Step): void {
    this.advance(Math.max(this.sim.now, this.clock.start + step.at * 1000) as SimTime);
    const answer: Answer = { at: Math.round(this.at * 10) / 10, do: step.do };
    this.answers.push(answer);
    const result = runStep(this.sim, filled(step, this.sim), (left) => {
      const draining: Draining = { answer, nextAt: 0, left };
      this.draining.push(draining);
      drainOnce(this.sim, draining);
    });
    Object.assign(answer, result);
    this.look();
  }
}

/** Fills in what is known only now: addresses, first Pods with a label, the namespace. */
function filled<T>(value: T, sim: Simulation): T {
  const view = sim.view();
  const first = (label: string): string => {
    const [key = '', wanted] = label.split('=');
    const found = view.list('pods', NAMESPACE).filter((pod) => pod.metadata.labels?.[key] === wanted && pod.metadata.deletionTimestamp === undefined);
    return [...found].sort((a, b) => Number(a.metadata.creationTimestamp > b.metadata.creationTimestamp) - Number(a.metadata.creationTimestamp < b.metadata.creationTimestamp)
      || Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))[0]?.metadata.name
      ?? '';
  };
  const text = JSON.stringify(value)
    .replaceAll('@NS@', NAMESPACE)
    .replace(/@POD_IP:([^@]+)@/g, (_, name: string) => view.get('pods', NAMESPACE, name)?.status.podIP ?? '')
    .replace(/@POD:([^@]+)@/g, (_, label: string) => first(label));
  return JSON.parse(text) as T;
}

/** Whether what the scenario waits for has come. */
function reached({ sim, scenario, history }: Scene): boolean {
  const { pod, phase, gone, kind, name, condition } = scenario.until;
  if (pod !== undefined) {
    const last = history.pods[pod]?.at(-1);
    return gone === true ? last?.gone === true : phase !== undefined && last?.phase === phase;
  }
  if (kind === undefined || name === undefined) return false;
  const found = RESOURCES_OF_WAITS.flatMap((resource) => sim.view().list(resource, NAMESPACE) as readonly KubeObject[]).find((object) => object.kind === kind && object.metadata.name === name);
  const conditions = (found?.['status'] as { readonly conditions?: readonly { readonly type: string; readonly status: string }[] } | undefined)?.conditions ?? [];
  return conditions.some(({ type, status }) => type === condition && status === 'True');
}
const RESOURCES_OF_WAITS = ['pods', 'jobs.batch', 'deployments.apps', 'replicasets.apps', 'statefulsets.apps', 'poddisruptionbudgets.policy'];

function runOut(scene: Scene): void {
  const { until } = scene.scenario;
  const waits = until.pod !== undefined || until.kind !== undefined;
  const end = (scene.clock.start + until.seconds * 1000) as SimTime;
  while (scene.sim.now < end) {
    if (waits && reached(scene)) return scene.advance((scene.sim.now + AFTER_MS) as SimTime);
    scene.advance((waits ? Math.min(end, scene.sim.now + LOOK_MS) : end) as SimTime);
  }
}

export function runLifecycle(scenario: LifecycleScenario): LifecycleResult {
  const scene = new Scene(scenario);
  const refused = scene.create();
  scene.look();
  for (const step of scenario.steps ?? []) scene.step(step);
  runOut(scene);
  const kinds = new Set([...scenario.manifests.map(({ kind }) => kind), ...(scenario.steps ?? []).map((step) => (step['object'] as { kind?: string } | undefined)?.kind ?? String(step['kind'] ?? ''))]);
  return {
    seconds: seconds(scene.clock, scene.sim.now),
    pods: scene.history.pods,
    events: [...scene.history.events.values()],
    answers: scene.answers,
    objects: objectsAtEnd(scene.sim.view(), NAMESPACE, kinds, scene.history, scene.clock),
    ...(refused.length === 0 ? {} : { refused }),
  };
}
