/** The kubeconfig: contexts, clusters and users. It lies as a file in the shell's file system, so that `kubectl config` can change it. */
import { call } from '../cluster/contract/client.ts';
import type { Client } from '../cluster/contract/client.ts';
import { isObject } from '../base/json.ts';
import { parseManifests, stringifyYaml } from '../manifest/index.ts';

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

function parseKubeconfig(source: string): KubeConfig {
  const value = parseManifests(source).documents[0]?.object ?? {};
  return {
    currentContext: text(value['current-context']),
    contexts: entries(value['contexts'], 'context', (each) => ({ cluster: text(each['cluster']), user: text(each['user']), ...(text(each['namespace']) === '' ? {} : { namespace: text(each['namespace']) }) })),
    clusters: entries(value['clusters'], 'cluster', (each) => each),
    users: entries(value['users'], 'user', (each) => each),
  };
}

/** The file's content as an object; `kubectl config view` prints it, too. */
export const kubeconfigObject = (config: KubeConfig): Readonly<Record<string, unknown>> => ({
  apiVersion: 'v1',
  clusters: Array.from(config.clusters, ([name, cluster]) => ({ cluster, name })),
  contexts: Array.from(config.contexts, ([name, context]) => ({ context, name })),
  'current-context': config.currentContext,
  kind: 'Config',
  users: Array.from(config.users, ([name, user]) => ({ name, user })),
});

export function* readKubeconfig(path: string): Client<KubeConfig | null> {
  const file = yield* call({ call: 'readFile', path });
  if (file.ok) return parseKubeconfig(file.text);
  return path === DEFAULT_KUBECONFIG ? kubeadmConfig : null;
}
export function* writeKubeconfig(path: string, config: KubeConfig): Client<void> {
  yield* call({ call: 'writeFile', path, text: stringifyYaml(kubeconfigObject(config)) });
}
