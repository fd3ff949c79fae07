/** What is written into the volumes that show objects: configMap, secret, downwardAPI, projected. Follows pkg/volume/{configmap,secret,downwardapi,projected}. */
import type { ConfigMap, k8s } from '../../model/objects.ts';
import { decodeBase64 } from '../../base/bytes.ts';
import { parseTime } from '../../model/time.ts';
import { ROOT_CA } from '../../model/well-known.ts';
import type { TokenClaims, VolumeFile } from '../contract/cri.ts';
import { fieldValue, resourceValue } from './fields.ts';
import type { Kit } from './kit.ts';
import type { Worker } from './state.ts';

type Files = Record<string, VolumeFile>;
/** The files, or why they cannot be written. */
export type Written = { readonly files: Files } | { readonly problem: string };
const DEFAULT_MODE = 0o644;

interface Selection {
  readonly items?: readonly k8s.KeyToPath[] | undefined;
  readonly optional?: boolean | undefined;
  readonly mode: number;
}

function select(data: Readonly<Record<string, string>> | null, missing: string, kind: 'configmap' | 'secret', { items, optional, mode }: Selection): Written {
  if (data === null) return optional === true ? { files: {} } : { problem: missing };
  const files: Files = {};
  if (items === undefined || items.length === 0) for (const [key, text] of Object.entries(data)) files[key] = { text, mode };
  for (const { key, path, mode: own } of items ?? []) {
    const text = data[key];
    if (text !== undefined) files[path] = { text, mode: own ?? mode };
    else if (optional !== true) return { problem: kind === 'configmap' ? `configmap references non-existent config key: ${key}` : `references non-existent secret key: ${key}` };
  }
  return { files };
}

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIBADAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwprdWJlcm5l\n-----END CERTIFICATE-----\n';

const ROOT_DATA = { 'ca.crt': CERTIFICATE };
function dataOf({ data, binaryData }: ConfigMap): Readonly<Record<string, string>> {
  if (binaryData === undefined) return data ?? {};
  return { ...data, ...Object.fromEntries(Object.entries(binaryData).map(([key, value]) => [key, decodeBase64(value)])) };
}

export function configMapFiles(kit: Kit, worker: Worker, source: { readonly name?: string | undefined } & Omit<Selection, 'mode'>, mode: number): Written {
  const name = source.name ?? '';
  const found = kit.plan.view.get('configmaps', worker.namespace, name);
  // Every namespace has it once the publisher of root certificates has come by; a Pod need not wait for that here.
  const data = found === undefined ? (name === ROOT_CA ? ROOT_DATA : null) : dataOf(found);
  return select(data, `configmap "${name}" not found`, 'configmap', { mode, ...source });
}
export function secretFiles(kit: Kit, worker: Worker, name: string, source: Omit<Selection, 'mode'>, mode: number): Written {
  const found = kit.plan.view.get('secrets', worker.namespace, name);
  const data = found === undefined ? null : Object.fromEntries(Object.entries(found.data ?? {}).map(([key, value]) => [key, decodeBase64(value)]));
  return select(data, `secret "${name}" not found`, 'secret', { mode, ...source });
}
export function downwardFiles(kit: Kit, worker: Worker, items: readonly k8s.DownwardAPIVolumeFile[], mode: number): Written {
  const files: Files = {};
  for (const { path, fieldRef, resourceFieldRef, mode: own } of items) {
    const text = fieldRef !== undefined ? fieldValue(kit, worker, fieldRef.fieldPath) : resourceFieldRef === undefined ? '' : resourceValue(kit, worker, resourceFieldRef.containerName ?? '', resourceFieldRef);
    files[path] = { text, mode: own ?? mode };
  }
  return { files };
}

const DEFAULT_SECONDS = 3600;
/** The lifetime that the API server's admission asks for; such a token is really good for a year, and warned of after that time. */
const BOUND_SECONDS = 3607;
const YEAR_SECONDS = 31_536_000;
function tokenClaims(kit: Kit, { namespace, pod, node, startTime }: Worker, { audience, expirationSeconds = DEFAULT_SECONDS }: k8s.ServiceAccountTokenProjection): TokenClaims {
  const { epoch } = kit.state.settings;
  const { view } = kit.plan;
  const account = pod.spec.serviceAccountName ?? 'default';
  const issuedAt = Math.floor((epoch + parseTime(epoch, startTime)) / 1000);
  const lasting = expirationSeconds === BOUND_SECONDS;
  return {
    audience, issuedAt, expires: issuedAt + (lasting ? YEAR_SECONDS : expirationSeconds), warnAfter: lasting ? issuedAt + BOUND_SECONDS : null,
    namespace,
    node, nodeUid: view.get('nodes', '', node)?.metadata.uid,
    pod: pod.metadata.name, podUid: pod.metadata.uid,
    account, accountUid: view.get('serviceaccounts', namespace, account)?.metadata.uid,
  };
}

export function projectedFiles(kit: Kit, worker: Worker, { sources = [], defaultMode }: k8s.ProjectedVolumeSource): Written {
  const mode = defaultMode ?? DEFAULT_MODE;
  const files: Files = {};
  const problems = new Set<string>();
  for (const { configMap, secret, downwardAPI, serviceAccountToken } of sources) {
    let written: Written = { files: {} };
    if (configMap !== undefined) written = configMapFiles(kit, worker, configMap, mode);
    else if (secret !== undefined) written = secretFiles(kit, worker, secret.name ?? '', secret, mode);
    else if (downwardAPI !== undefined) written = downwardFiles(kit, worker, downwardAPI.items ?? [], mode);
    else if (serviceAccountToken !== undefined) written = { files: { [serviceAccountToken.path]: { claims: tokenClaims(kit, worker, serviceAccountToken), mode } } };
    if ('problem' in written) problems.add(written.problem);
    else Object.assign(files, written.files);
  }
  if (problems.size === 0) return { files };
  const all = [...problems].join(', ');
  return { problem: problems.size === 1 ? all : `[${all}]` };
}
