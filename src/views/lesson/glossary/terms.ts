/** The words of Kubernetes that the lessons use: what each means, in a sentence or two, and the lesson that explains it. */
export interface Term {
  /** Names its picture, too. */
  readonly id: string;
  readonly word: string;
  /** Other forms in which a text may have it. */
  readonly also: readonly string[];
  readonly says: string;
  readonly lesson: string;
  /** So common that a text links it only where it stands out. */
  readonly common: boolean;
}
const term = (id: string, word: string, says: string, lesson: string, ...also: readonly string[]): Term => ({ id, word, also, says, lesson, common: false });
const common = (...given: Parameters<typeof term>): Term => ({ ...term(...given), common: true });

export const TERMS: readonly Term[] = [
  common('pod', 'Pod', 'What Kubernetes places and runs: one container, or a few that belong together, with one address and one fate.', 'first-pod', 'Pods'),
  common('container', 'container', 'A process with files, limits and rights of its own, made from an image. It always lives in a Pod.', 'first-pod', 'containers'),
  term('image', 'image', 'A frozen copy of a program and its files, named and tagged. A node pulls it before a container can start.', 'code-to-pod', 'images'),
  term('manifest', 'manifest', 'A text that says what there shall be. Kubernetes compares it with what is, and works on the difference.', 'code-to-pod', 'manifests'),
  common('node', 'node', 'A machine that is ready to run Pods. It has so much CPU, so much memory, and a kubelet.', 'first-pod', 'nodes'),
  term('api-server', 'API server', 'The one door: everybody asks it, and it asks who you are, whether you may, and whether it is well formed.', 'six-steps'),
  term('etcd', 'etcd', 'Where the API server writes down every object. What stands there has been accepted, but nothing runs yet.', 'six-steps'),
  term('scheduler', 'scheduler', 'Chooses a node for each new Pod: first it drops nodes that cannot, then it scores the others.', 'filter-and-score'),
  term('kubelet', 'kubelet', 'The agent on each node. It starts the containers of its Pods, probes them, and reports what it sees.', 'six-steps', 'kubelets'),
  term('controller', 'controller', 'Compares what is wished with what is, again and again, and closes the gap.', 'three-owners', 'controllers'),
  term('label', 'label', 'A short key and value on an object, made for others to select by.', 'labels', 'labels'),
  term('annotation', 'annotation', 'A note on an object. Nobody can select by it.', 'labels', 'annotations'),
  term('selector', 'selector', 'A condition on labels. A Service and a ReplicaSet find their Pods by one.', 'labels', 'selectors'),
  term('pod-ip', 'Pod IP', 'The address that all containers of a Pod share. A new Pod gets a new one.', 'one-address', 'eth0'),
  term('localhost', 'localhost', 'The way from one container of a Pod to another: same address inside, never outside.', 'one-address'),
  term('port', 'port', 'A numbered door of an address. In one Pod only one process can listen on it.', 'one-port-range', 'ports'),
  term('sandbox', 'sandbox', 'The room of a Pod: its network and shared memory, held open by a tiny process named pause.', 'one-address'),
  term('volume', 'volume', 'A folder that containers of a Pod mount. It outlives a container, not the Pod.', 'own-and-shared', 'volumes', 'emptyDir'),
  term('endpoint', 'endpoints', 'The list of ready Pods behind a Service, with their addresses.', 'moving-addresses', 'EndpointSlice'),
  term('service', 'Service', 'A name and an address that stay. Each node rewrites packets to it, to one of the ready Pods.', 'moving-addresses', 'Services'),
  term('phase', 'phase', 'The chapter of a Pod’s life: Pending, Running, Succeeded, Failed, or Unknown.', 'phases', 'phases'),
  term('condition', 'condition', 'A ticked box in a Pod’s status: PodScheduled, Initialized, ContainersReady, Ready.', 'phases', 'conditions'),
  term('restart-policy', 'restartPolicy', 'Whether a container that ends is started again: Always, OnFailure or Never.', 'restarts', 'restart policy'),
  term('back-off', 'back-off', 'The growing wait before the next start: 10 s, 20 s, 40 s, up to 5 minutes.', 'restarts', 'CrashLoopBackOff'),
  term('grace', 'grace period', 'The time between “please end” (TERM) and “now” (KILL): 30 s unless said.', 'goodbye'),
  term('readiness', 'readiness probe', 'Asks whether a container shall get work now. While it fails, no Service sends to the Pod.', 'readiness'),
  term('liveness', 'liveness probe', 'Asks whether a container is beyond help. When it fails, the container is restarted.', 'liveness'),
  term('startup', 'startup probe', 'Holds the other probes back until a slow program is up.', 'startup'),
  term('filter', 'filter', 'A question of the scheduler that a node answers with yes or no.', 'filter-and-score', 'filters'),
  term('score', 'score', 'Points that the scheduler gives to each node left after the filters. The highest total wins.', 'filter-and-score', 'scores'),
  term('affinity', 'affinity', 'A rule or a wish about nodes, or about Pods to be near to; anti-affinity keeps away.', 'node-rules', 'anti-affinity', 'nodeAffinity'),
  term('taint', 'taint', 'A sign on a node: keep away, unless you tolerate it.', 'taints', 'taints'),
  term('toleration', 'toleration', 'A Pod’s pass for a taint. It lets in, it does not lead there.', 'taints', 'tolerations'),
  term('spread', 'topology spread', 'A rule that keeps the numbers of Pods in several places close to one another.', 'spread'),
  term('priority', 'priority', 'Who comes first in the queue, and who may push out whom when there is no room.', 'the-queue', 'preemption'),
  term('gate', 'scheduling gate', 'Keeps a Pod out of the queue until somebody takes it away.', 'the-queue'),
  term('request', 'request', 'What a container is promised on its node. The scheduler counts requests, not use.', 'requests-limits', 'requests'),
  term('limit', 'limit', 'What a container may not exceed: more CPU has to wait, more memory is killed.', 'too-much', 'limits'),
  term('qos', 'QoS class', 'Guaranteed, Burstable or BestEffort: who goes last when a node runs short of memory.', 'requests-limits', 'Guaranteed', 'Burstable', 'BestEffort'),
  term('security', 'security context', 'As whom a container runs, and what it may do. The kernel enforces it.', 'security-context', 'securityContext'),
  term('namespace', 'namespace', 'A drawer for objects, with rules and quotas of its own.', 'pod-security', 'namespaces'),
  term('deployment', 'Deployment', 'Keeps so many equal Pods, and replaces them step by step when they shall change.', 'three-owners', 'Deployments'),
  term('replicaset', 'ReplicaSet', 'Keeps a number of Pods of one kind. A Deployment has one for each version.', 'three-owners', 'ReplicaSets'),
  term('static-pod', 'static Pod', 'A Pod from a file on a node. Its kubelet runs it; the API server only shows a mirror.', 'three-owners', 'static Pods'),
  term('init', 'init container', 'Runs once, to its end, before the app begins.', 'init', 'init containers'),
  term('sidecar', 'sidecar', 'A container that starts before the app, works beside it and stops after it.', 'sidecar', 'sidecars'),
  term('adapter', 'adapter', 'A sidecar through which others look in: it turns what the app says into what they understand.', 'adapter', 'adapters'),
  term('ambassador', 'ambassador', 'A sidecar through which the app looks out: the app only knows localhost.', 'ambassador', 'ambassadors'),
];

const byForm = new Map(TERMS.flatMap(each => [each.word, ...each.also].map(form => [form.toLowerCase(), each] as const)));
export const termOf = (text: string): Term | undefined => byForm.get(text.trim().toLowerCase());

const forms = TERMS.filter(({ common: often }) => !often).flatMap(({ word, also }) => [word, ...also]).sort((a, b) => b.length - a.length);
const FINDER = new RegExp(`(?<![\\w-])(?:${forms.map(form => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})(?![\\w-])`, 'gi');
const MOST = 3;

interface Found {
  readonly text: string;
  readonly term: Term | null;
}
/** Cuts a text where a term stands for the first time; `seen` counts over a whole step, so that not every word becomes a link. */
export function withTerms(text: string, seen: Set<string>): readonly Found[] {
  const found: Found[] = [];
  let at = 0;
  for (const match of text.matchAll(FINDER)) {
    const term = termOf(match[0]);
    if (term === undefined || seen.has(term.id) || seen.size >= MOST) continue;
    seen.add(term.id);
    if (match.index > at) found.push({ text: text.slice(at, match.index), term: null });
    found.push({ text: match[0], term });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ text: text.slice(at), term: null });
  return found;
}
