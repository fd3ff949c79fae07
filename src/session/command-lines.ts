/** The kubectl lines that show a thing, or do to it what a hand can do here. */
import type { Pod } from '../model/objects.ts';
import type { OwnerKind } from './types.ts';

export interface CommandLine {
  readonly line: string;
  /** It only looks, so a click carries it out; others are typed, and wait for Enter. */
  readonly looks: boolean;
}
const look = (line: string): CommandLine => ({ line: `kubectl ${line}`, looks: true });
const change = (line: string): CommandLine => ({ line: `kubectl ${line}`, looks: false });
const inside = (namespace: string): string => (namespace === 'default' || namespace === '' ? '' : ` -n ${namespace}`);

export function podLines(pod: Pod, container?: string): readonly CommandLine[] {
  const { name, namespace } = pod.metadata;
  const ns = inside(namespace);
  const many = pod.spec.containers.length + (pod.spec.initContainers ?? []).length > 1;
  const of = container ?? pod.spec.containers[0]?.name ?? '';
  const c = container !== undefined || many ? ` -c ${of}` : '';
  const restarted = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])].some((one) => one.name === of && one.restartCount > 0);
  return [
    look(`get pod ${name} -o wide${ns}`),
    look(`describe pod ${name}${ns}`),
    look(`logs ${name}${c}${ns}`),
    ...(restarted ? [look(`logs ${name}${c} --previous${ns}`)] : []),
    look(`events --for pod/${name}${ns}`),
    change(`exec -it ${name}${c}${ns} -- sh`),
    change(`delete pod ${name}${ns}`),
  ];
}
/** What can be done to a node stands in its menu. */
export const nodeLines = (name: string): readonly CommandLine[] => [
  look(`get node ${name} -o wide`),
  look(`describe node ${name}`),
  look(`get pods -A -o wide --field-selector spec.nodeName=${name}`),
];
export const serviceLines = (namespace: string, name: string, selector: string): readonly CommandLine[] => [
  look(`get service ${name} -o wide${inside(namespace)}`),
  look(`describe service ${name}${inside(namespace)}`),
  look(`get endpointslices -l kubernetes.io/service-name=${name}${inside(namespace)}`),
  ...(selector === '' ? [] : [look(`get pods -l ${selector}${inside(namespace)}`)]),
];
const SCALED: ReadonlySet<OwnerKind> = new Set<OwnerKind>(['Deployment', 'ReplicaSet', 'StatefulSet']);
const ROLLED: ReadonlySet<OwnerKind> = new Set<OwnerKind>(['Deployment', 'StatefulSet', 'DaemonSet']);
export function ownerLines(kind: OwnerKind, namespace: string, name: string, replicas: number): readonly CommandLine[] {
  const what = kind.toLowerCase();
  const ns = inside(namespace);
  return [
    look(`get ${what} ${name}${ns}`),
    look(`describe ${what} ${name}${ns}`),
    ...(ROLLED.has(kind) ? [look(`rollout history ${what}/${name}${ns}`)] : []),
    ...(SCALED.has(kind) ? [change(`scale ${what} ${name} --replicas=${replicas + 1}${ns}`)] : []),
    ...(ROLLED.has(kind) ? [change(`rollout restart ${what}/${name}${ns}`)] : []),
    change(`delete ${what} ${name}${ns}`),
  ];
}
