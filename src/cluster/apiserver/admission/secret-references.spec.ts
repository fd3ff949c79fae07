/** What ServiceAccount admission says of Secrets that a Pod refers to. */
import { describe, expect, test } from 'vitest';
import { askIn, freshServer, said } from '../../../testing/api-server.ts';

const STRICT = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'strict', annotations: { 'kubernetes.io/enforce-mountable-secrets': 'true' } }, secrets: [{ name: 'known' }] };
const main = { name: 'app', image: 'nginx:1.27' };
function create(spec: object, annotations: object = {}): string {
  const ask = askIn(freshServer());
  ask('create', 'serviceaccounts', { body: STRICT });
  return said(ask('create', 'pods', { body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', annotations }, spec: { containers: [main], ...spec } } }));
}
const from = (secret: string): object => ({ env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: secret, key: 'k' } } }] });
const mounting = (secretName: string): object => ({ volumes: [{ name: 'v', secret: { secretName } }] });

describe('an account that enforces mountable Secrets', () => {
  const no = (why: string): string => `403 pods "web" is forbidden: ${why} is not allowed because service account strict does not reference that`;
  const cases: readonly (readonly [name: string, spec: object, says: string])[] = [
    ['lets its own be mounted', mounting('known'), '201'],
    ['refuses another as a volume', mounting('other'), `${no('volume with secret.secretName="other"')} secret`],
    ['refuses another in the environment', { containers: [{ ...main, ...from('other') }] }, `${no('container app with envVar KEY referencing secret.secretName="other"')} secret`],
    ['says where it is an init container', { initContainers: [{ ...main, name: 'init', ...from('other') }] }, `${no('init container init with envVar KEY referencing secret.secretName="other"')} secret`],
    ['refuses other pull secrets', { imagePullSecrets: [{ name: 'registry' }] }, `${no('imagePullSecrets[0].name="registry"')} imagePullSecret`],
  ];
  for (const [name, spec, says] of cases) test(name, () => expect(create({ serviceAccountName: 'strict', ...spec })).toBe(says));
});

test('the mirror of a static Pod refers to no Secrets', () =>
  expect(create(mounting('known'), { 'kubernetes.io/config.mirror': 'x' })).toBe('403 pods "web" is forbidden: a mirror pod may not reference secrets'));
