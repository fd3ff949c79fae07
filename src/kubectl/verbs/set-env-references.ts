/** What a variable refers to, in words and in value. Follows kubectl pkg/cmd/set/env/env_resolve.go. */
import type { Client } from '../../cluster/contract/client.ts';
import { decodeBase64 } from '../../base/bytes.ts';
import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { k8s, KubeObject } from '../../model/objects.ts';
import { parseQuantity } from '../../model/quantity.ts';
import { fetchObject } from '../builder.ts';
import { isFailure } from '../errors.ts';
import { mappingFor } from '../mapper.ts';
import type { Session } from '../session.ts';
import type { Container } from './set-update.ts';

export function referenceText({ configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: k8s.EnvVarSource): string {
  if (configMapKeyRef) return `configmap ${configMapKeyRef.name ?? ''}, key ${configMapKeyRef.key}`;
  if (secretKeyRef) return `secret ${secretKeyRef.name ?? ''}, key ${secretKeyRef.key}`;
  if (fieldRef) return `field path ${fieldRef.fieldPath}`;
  if (resourceFieldRef) return `resource field ${resourceFieldRef.containerName ? `${resourceFieldRef.containerName}/` : ''}${resourceFieldRef.resource}`;
  return 'invalid valueFrom';
}

export function* referenceValue(session: Session, object: KubeObject, container: Container, from: k8s.EnvVarSource): Client<Result<string, string>> {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = from;
  if (secretKeyRef) return yield* keyOf(session, 'secrets', 'secret', secretKeyRef.name ?? '', secretKeyRef.key);
  if (configMapKeyRef) return yield* keyOf(session, 'configmaps', 'config map', configMapKeyRef.name ?? '', configMapKeyRef.key);
  if (fieldRef) return fieldValue(object, fieldRef.fieldPath);
  return resourceFieldRef ? amountOf(container, resourceFieldRef) : err('invalid valueFrom');
}

function* keyOf(session: Session, resource: string, words: string, name: string, key: string): Client<Result<string, string>> {
  try {
    const holder = yield* fetchObject(session, { mapping: mappingFor(resource), namespace: session.namespace, name, object: null, source: '' });
    const value: unknown = isObject(holder['data']) ? holder['data'][key] : undefined;
    if (typeof value !== 'string') return err(`key ${key} not found in ${words} ${name}`);
    return ok(resource === 'secrets' ? decodeBase64(value) : value);
  } catch (error) {
    if (isFailure(error)) return err(error.message);
    throw error;
  }
}

const lines = (map: Readonly<Record<string, string>> | undefined): string => Object.keys(map ?? {}).sort(byText).map((key) => `${key}=${JSON.stringify(map?.[key] ?? '')}`).join('\n');

function fieldValue({ metadata }: KubeObject, path: string): Result<string, string> {
  const [, map = '', key = ''] = /^(.+?)\['(.*)'\]$/s.exec(path) ?? [];
  if (map === 'metadata.annotations') return ok(metadata.annotations?.[key] ?? '');
  if (map === 'metadata.labels') return ok(metadata.labels?.[key] ?? '');
  if (map !== '') return err(`fieldPath ${JSON.stringify(path)} does not support subscript`);
  switch (path) {
    case 'metadata.annotations': return ok(lines(metadata.annotations));
    case 'metadata.labels': return ok(lines(metadata.labels));
    case 'metadata.name': return ok(metadata.name);
    case 'metadata.namespace': return ok(metadata.namespace ?? '');
    case 'metadata.uid': return ok(metadata.uid);
    default: return err(`unsupported fieldPath: ${path}`);
  }
}

const RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
/** How many divisors an amount is, rounded up. */
function amountOf(container: Container, { resource, divisor }: k8s.ResourceFieldSelector): Result<string, string> {
  const [group = '', ...rest] = resource.split('.');
  const name = rest.join('.');
  const held = group === 'limits' ? container.resources?.limits : group === 'requests' ? container.resources?.requests : undefined;
  if ((group !== 'limits' && group !== 'requests') || !(RESOURCES.includes(name) || name.startsWith('hugepages-'))) return err(`Unsupported container resource : ${resource}`);
  const nano = (text: string): bigint => parseQuantity(text)?.nano ?? 0n;
  const unit = nano(String(divisor ?? '0')) === 0n ? nano('1') : nano(String(divisor));
  const amount = nano(String(held?.[name] ?? '0'));
  return ok(String((amount + unit - 1n) / unit));
}
