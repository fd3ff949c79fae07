import { expect, test } from 'vitest';
import type { KubeObject } from '../../../model/objects.ts';
import { podWarnings } from './pod.ts';
import { claimWarnings, volumeWarnings } from './storage.ts';

const pod = (spec: Readonly<Record<string, unknown>>, name = 'web'): KubeObject =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', uid: '', resourceVersion: '', creationTimestamp: '' }, spec: { containers: [{ name: 'app', image: 'nginx' }], ...spec } });
const files = (...paths: readonly string[]): readonly object[] => paths.map(path => ({ key: 'k', path }));

test('a plain Pod is taken without a word', () => {
  expect(podWarnings(pod({}))).toEqual([]);
});
test('a name with dots is no name of a host', () => {
  expect(podWarnings(pod({}, 'web.v1'))).toEqual(["metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: [must not contain dots]"]);
});
test('files that land on one another are named in the order in which they come', () => {
  const volumes = [{ name: 'v', configMap: { name: 'm', items: files('a/b', 'a') } }, { name: 'w', projected: { sources: [{ configMap: { name: 'm', items: files('x') } }, { serviceAccountToken: { path: 'x' } }] } }];
  expect(podWarnings(pod({ volumes }))).toEqual([
    'volume "v" (ConfigMap "m"): overlapping paths: "a" with "a/b"',
    'volume "w" (Projected): overlapping paths: "x" (ServiceAccountToken) with "x" (ConfigMap "m")',
  ]);
});
test('names alike at the start are different files', () => {
  expect(podWarnings(pod({ volumes: [{ name: 'v', secret: { secretName: 's', items: files('conf', 'config') } }] }))).toEqual([]);
});
test('a preference may name what no label can be', () => {
  const preference = { matchExpressions: [{ key: 'beta.kubernetes.io/os', operator: 'In', values: ['-1'] }] };
  const found = podWarnings(pod({ affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference }] } } }));
  const path = 'spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0]';
  expect(found[0]).toBe(`${path}.key: beta.kubernetes.io/os is deprecated since v1.14; use "kubernetes.io/os" instead`);
  expect(found[1]).toContain(`${path}.values[0]: -1 is invalid, a valid label must be an empty string`);
});
test('an address has one proper form', () => {
  expect(podWarnings(pod({ hostAliases: [{ ip: '2001:db8:0:0::1', hostnames: ['a'] }] }))).toEqual(['spec.hostAliases[0].ip: IPv6 address "2001:db8:0:0::1" should be in RFC 5952 canonical format ("2001:db8::1")']);
});
test('half a byte cannot be had', () => {
  const claim = { ...pod({}), spec: { resources: { requests: { storage: '1500m' } } } };
  expect(claimWarnings(claim)).toEqual(['spec.resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer']);
});
test('volumes of kinds that are gone, or to be recycled', () => {
  expect(volumeWarnings({ ...pod({}), spec: { persistentVolumeReclaimPolicy: 'Recycle', rbd: {} } })).toEqual([
    'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
    'spec.rbd: deprecated in v1.28, non-functional in v1.31+',
  ]);
});
