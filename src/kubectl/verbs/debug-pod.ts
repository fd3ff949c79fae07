/** The Pods and containers that `kubectl debug` makes, and what its profiles add. Follows kubectl pkg/cmd/debug/profiles.go. */
import { hash32 } from '../../base/rng.ts';
import type { k8s, Node, Pod } from '../../model/objects.ts';
import { SAFE_LETTERS } from '../../model/well-known.ts';
import { CommandError } from '../errors.ts';
import type { FlagValues } from '../flags.ts';

type Style = 'ephemeral' | 'copy' | 'node';
type Profile = 'general' | 'baseline' | 'restricted' | 'netadmin' | 'sysadmin' | 'legacy';
const PROFILES: readonly Profile[] = ['legacy', 'general', 'baseline', 'restricted', 'netadmin', 'sysadmin'];

export function profileOf(text: string): Profile {
  const profile = PROFILES.find((each) => each === text);
  if (profile === undefined) throw new CommandError(`unknown profile: ${text}`);
  return profile;
}

/** What a person asked the new container to be. */
export interface Wish {
  readonly profile: Profile;
  readonly values: FlagValues;
  readonly words: readonly string[];
  readonly env: readonly k8s.EnvVar[];
}

/** Five letters as the API server's own random names have them, the same in every replay. */
export function suffixOf(seed: string): string {
  let [value, text] = [hash32(seed), ''];
  for (let at = 0; at < 5; at++) {
    text += SAFE_LETTERS[value % SAFE_LETTERS.length] ?? '';
    value = Math.floor(value / SAFE_LETTERS.length);
  }
  return text;
}

function started(wish: Wish, name: string): k8s.Container {
  const { values, words, env } = wish;
  const policy = values.text('image-pull-policy');
  return {
    name,
    ...(env.length === 0 ? {} : { env }),
    image: values.text('image'),
    ...(policy === '' ? {} : { imagePullPolicy: policy as 'Always' }),
    ...(words.length === 0 ? {} : values.bool('arguments-only') ? { args: words } : { command: words }),
    ...(values.bool('stdin') ? { stdin: true } : {}),
    terminationMessagePolicy: 'File',
    ...(values.bool('tty') ? { tty: true } : {}),
  };
}

const CONTEXTS: Readonly<Record<Profile, k8s.SecurityContext | null>> = {
  legacy: null,
  general: { capabilities: { add: ['SYS_PTRACE'] } },
  baseline: null,
  restricted: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  netadmin: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
  sysadmin: { privileged: true },
};

function profiled(container: k8s.Container, profile: Profile, style: Style): k8s.Container {
  const context = profile === 'general' && style === 'node' ? null : CONTEXTS[profile];
  return context === null ? container : { ...container, securityContext: context };
}

/** A debugging container for a Pod that runs already. */
export function ephemeralContainer(wish: Wish, name: string): k8s.EphemeralContainer {
  const target = wish.values.text('target');
  return { ...profiled(started(wish, name), wish.profile, 'ephemeral'), ...(target === '' ? {} : { targetContainerName: target }) } as k8s.EphemeralContainer;
}

/** A Pod in the node's own namespaces. */
export function nodePod(wish: Wish, node: Node, name: string, containerName: string): k8s.Pod {
  const shares = ['general', 'netadmin', 'sysadmin', 'legacy'].includes(wish.profile);
  const mounts = ['general', 'sysadmin', 'legacy'].includes(wish.profile);
  const container = profiled(started(wish, containerName), wish.profile, 'node');
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [mounts ? { ...container, volumeMounts: [{ mountPath: '/host', name: 'host-root' }] } : container],
      ...(shares ? { hostIPC: true, hostNetwork: true, hostPID: true } : {}),
      nodeName: node.metadata.name,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
      ...(mounts ? { volumes: [{ name: 'host-root', hostPath: { path: '/' } }] } : {}),
    },
  };
}

/** As pflag refuses it. */
export const noPair = (text: string, flag: string): CommandError => new CommandError(`invalid argument ${JSON.stringify(text)} for "--${flag}" flag: ${text} must be formatted as key=value\nSee 'kubectl debug --help' for usage.`);

/** `--set-image=app=app:debug,*=busybox`. */
export function imageChanges(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(texts.flatMap((text) => text.split(',')).filter((text) => text !== '').map((text): readonly [string, string] => {
    const at = text.indexOf('=');
    if (at < 0) throw noPair(text, 'set-image');
    return [text.slice(0, at), text.slice(at + 1)];
  }));
}

function kept(container: k8s.Container, values: FlagValues): k8s.Container {
  const { livenessProbe, readinessProbe, startupProbe, ...rest } = container;
  return {
    ...rest,
    ...(livenessProbe && values.bool('keep-liveness') ? { livenessProbe } : {}),
    ...(readinessProbe && values.bool('keep-readiness') ? { readinessProbe } : {}),
    ...(startupProbe && values.bool('keep-startup') ? { startupProbe } : {}),
  };
}

/** A copy of a Pod with a debugging container, or with another image or command in one that it has. */
export function copiedPod(wish: Wish, pod: Pod, nameFor: () => string): { readonly pod: k8s.Pod; readonly container: string } {
  const { values, words, env } = wish;
  const changes = imageChanges(values.list('set-image'));
  const image = values.text('image');
  const changed = pod.spec.containers.map((container) => {
    const other = changes.get(container.name) ?? changes.get('*');
    return other === undefined ? container : { ...container, image: other };
  });
  const { ephemeralContainers: _, nodeName, initContainers, ...spec } = pod.spec;
  const base = { ...spec, ...(values.bool('same-node') && nodeName ? { nodeName } : {}), ...(values.changed('share-processes') ? { shareProcessNamespace: values.bool('share-processes') } : {}) };
  const head = { apiVersion: 'v1', kind: 'Pod' };
  const asked = values.text('container');
  const existing = changed.find(({ name }) => name === asked);
  if (existing === undefined && image === '') {
    if (changes.size === 0) throw new CommandError('you must specify image when creating new container');
    const { annotations, labels } = pod.metadata;
    const same = { name: values.text('copy-to'), namespace: pod.metadata.namespace, ...(annotations ? { annotations } : {}), ...(labels ? { labels } : {}) };
    return { pod: { ...head, metadata: same, spec: { ...base, ...(initContainers ? { initContainers } : {}), containers: changed } } as k8s.Pod, container: '' };
  }
  const name = asked === '' ? nameFor() : asked;
  const made = started(wish, name);
  const { args: oldArgs, stdin: _stdin, tty: _tty, ...old } = existing ?? made;
  const merged: k8s.Container = existing === undefined ? made : { ...old, ...(oldArgs && words.length === 0 ? { args: oldArgs } : {}), ...(env.length > 0 ? { env } : {}), ...made, image: image || old.image || '' };
  const containers = (existing === undefined
    ? [...changed, merged]
    : changed.map((each) => (each.name === name ? merged : each))).map((each) => kept(each.name === name ? profiled(each, wish.profile, 'copy') : each, values));
  const metadata = {
    name: values.text('copy-to'),
    namespace: pod.metadata.namespace,
    ...(values.bool('keep-annotations') && pod.metadata.annotations ? { annotations: pod.metadata.annotations } : {}),
    ...(values.bool('keep-labels') && pod.metadata.labels ? { labels: pod.metadata.labels } : {}),
  };
  const init = initContainers && values.bool('keep-init-containers') ? { initContainers } : {};
  return { pod: { ...head, metadata, spec: { shareProcessNamespace: true, ...base, ...init, containers } } as k8s.Pod, container: name };
}
