/** The kubeconfig: contexts, clusters and users. It lies as a file in the shell's file system, so that `kubectl config` can change it. */
import { call } from '../cluster/contract/client.ts';
import type { Client } from '../cluster/contract/client.ts';
import { isObject } from '../base/json.ts';
import { parseManifests, stringifyYaml } from '../manifest/index.ts';
import { CommandError } from './errors.ts';
import { sortedKeys } from './printers/go-json.ts';

export const DEFAULT_KUBECONFIG = '/root/.kube/config';
export const SERVER = 'https://cluster.example:6443';

export interface KubeContext {
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
}
export interface KubeConfig {
  readonly currentContext: string;
  readonly contexts: ReadonlyMap<string, KubeContext>;
  readonly clusters: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly users: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

export const NO_CONFIG: KubeConfig = { currentContext: '', contexts: new Map(), clusters: new Map(), users: new Map() };
/** As kubeadm writes it. */
export const kubeadmConfig: KubeConfig = {
  currentContext: 'kubernetes-admin@kubernetes',
  contexts: new Map([['kubernetes-admin@kubernetes', { cluster: 'kubernetes', user: 'kubernetes-admin' }]]),
  clusters: new Map([['kubernetes', { 'certificate-authority-data': 'DATA+OMITTED', server: SERVER }]]),
  users: new Map([['kubernetes-admin', { 'client-certificate-data': 'DATA+OMITTED', 'client-key-data': 'DATA+OMITTED' }]]),
};

function entries<T>(list: unknown, field: string, read: (value: Readonly<Record<string, unknown>>) => T): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const item of Array.isArray(list) ? list : []) {
    if (isObject(item) && typeof item['name'] === 'string') found.set(item['name'], read(isObject(item[field]) ? item[field] : {}));
  }
  return found;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function parseKubeconfig(path: string, source: string): KubeConfig {
  const document = parseManifests(source).documents[0];
  if (document?.error) throw new CommandError(`error loading config file ${JSON.stringify(path)}: ${document.error}`);
  const value = document?.object ?? {};
  return {
    currentContext: text(value['current-context']),
    contexts: entries(value['contexts'], 'context', (each) => ({ cluster: text(each['cluster']), user: text(each['user']), ...(text(each['namespace']) === '' ? {} : { namespace: text(each['namespace']) }) })),
    clusters: entries(value['clusters'], 'cluster', (each) => each),
    users: entries(value['users'], 'user', (each) => each),
  };
}

const entriesOf = <T>(all: ReadonlyMap<string, T>, field: string): readonly unknown[] | null => (all.size === 0 ? null : Array.from(all, ([name, value]) => ({ name, [field]: value })));
/** The file's content as an object, in the order of Go's type; `kubectl config view` prints it, too. */
export const kubeconfigObject = (config: KubeConfig): Readonly<Record<string, unknown>> => ({
  kind: 'Config',
  apiVersion: 'v1',
  clusters: entriesOf(config.clusters, 'cluster'),
  users: entriesOf(config.users, 'user'),
  contexts: entriesOf(config.contexts, 'context'),
  'current-context': config.currentContext,
});

export function* readKubeconfig(path: string): Client<KubeConfig | null> {
  const file = yield* call({ call: 'readFile', path });
  if (file.ok) return parseKubeconfig(path, file.text);
  return path === DEFAULT_KUBECONFIG ? kubeadmConfig : null;
}
export function* writeKubeconfig(path: string, config: KubeConfig): Client<void> {
  yield* call({ call: 'writeFile', path, text: stringifyYaml(sortedKeys(kubeconfigObject(config))) });
}
