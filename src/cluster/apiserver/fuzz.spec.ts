/** Whatever is sent, the API server answers: no body is an exception, and what it has stored it takes back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../model/objects.ts';
import type { PatchType } from '../contract/api.ts';
import { freshServer } from '../../testing/api-server.ts';
import type { ApiServer } from './index.ts';

const POD = {
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' }, annotations: { a: 'b' } },
  spec: {
    containers: [{
      name: 'app', image: 'nginx:1.27', command: ['sh'], args: ['-c', 'sleep 1'], ports: [{ name: 'http', containerPort: 80 }],
      env: [{ name: 'A', value: 'b' }, { name: 'N', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
      resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m', memory: '128Mi' } },
      livenessProbe: { httpGet: { path: '/', port: 'http' } }, lifecycle: { preStop: { exec: { command: ['true'] } } },
      volumeMounts: [{ name: 'data', mountPath: '/data' }], securityContext: { runAsNonRoot: true, capabilities: { drop: ['ALL'] } },
    }],
    initContainers: [{ name: 'init', image: 'busybox:1.36', restartPolicy: 'Always' }],
    volumes: [{ name: 'data', emptyDir: {} }, { name: 'cfg', configMap: { name: 'c', items: [{ key: 'k', path: 'p' }] } }],
    affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } }] } },
    tolerations: [{ key: 'a', operator: 'Exists' }], nodeSelector: { disk: 'ssd' },
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: 'web' } } }],
  },
};
const SERVICE = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 'http' }], type: 'NodePort' } };
const DEPLOYMENT = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' },
  spec: {
    replicas: 2, selector: { matchLabels: { app: 'web' } }, strategy: { rollingUpdate: { maxSurge: '25%' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx' }] } },
  },
};
const SAMPLES = [['pods', POD], ['services', SERVICE], ['deployments.apps', DEPLOYMENT]] as const;

/** Every place in a value. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item: unknown, i) => placesIn(item, [...path, i]))];
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))];
}
function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((item: unknown, i) => (i === first ? replaced(item, rest, by) : item));
  return { ...(value as object), [first]: replaced((value as Record<string, unknown>)[first], rest, by) };
}

/** Values that are wrong in one place or another. */
const odd = fc.oneof(
  { arbitrary: fc.constant<unknown>(undefined), weight: 2 },
  { arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 1 },
  {
    arbitrary: fc.constantFrom<unknown>(
      null, '', 0, -1, 1.5, 1e21, 2 ** 53, true, [], {}, [null], { '': null }, '0', '-5', '1e3', '5.Gi', '100m', 'None', 'Never', 'a'.repeat(300), '__proto__', 'ünï',
      '\u0000', { name: 'app' }, [{}], [{ name: 'app' }, { name: 'app' }],
    ),
    weight: 2,
  },
);

describe('any body', () => {
  test('any JSON value, for any verb, is answered', () => {
    const server = freshServer();
    fc.assert(fc.property(fc.jsonValue(), fc.constantFrom(...SAMPLES), (body, [resource]) => {
      for (const verb of ['create', 'update'] as const) expect(server.handle({ verb, resource, namespace: 'default', name: 'web', body }).code).toBeGreaterThan(0);
    }), { numRuns: 300 });
  });
  test('any text, as JSON or as YAML, is answered', () => {
    const server = freshServer();
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.string().map(each => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${each}\n`));
    fc.assert(fc.property(text, fc.constantFrom('application/json', 'application/yaml'), (each, contentType) => {
      expect(server.handle({ verb: 'create', resource: 'pods', namespace: 'default', body: { text: each, contentType } }).code).toBeGreaterThan(0);
    }), { numRuns: 60 });
  });
  test('any patch of any type is answered', () => {
    const server = freshServer();
    for (const [resource, sample] of SAMPLES) server.handle({ verb: 'create', resource, namespace: 'default', body: sample });
    fc.assert(fc.property(fc.constantFrom(...SAMPLES), fc.nat(), odd, fc.constantFrom<PatchType>('strategic', 'merge', 'json', 'apply'), ([resource, sample], at, value, patchType) => {
      const places = placesIn(sample);
      const path = places[at % places.length] ?? [];
      const body = patchType === 'json' ? [{ op: 'replace', path: `/${path.join('/')}`, value }, { op: 'add', path: '/metadata/labels/x', value }] : replaced(sample, path, value);
      const response = server.handle({ verb: 'patch', resource, namespace: 'default', name: 'web', patchType, body, options: { dryRun: true, fieldManager: 'fuzz', force: true } });
      expect(response.code).toBeGreaterThan(0);
    }), { numRuns: 300 });
  });
});

describe('what is stored', () => {
  test('is taken back unchanged, whatever was done to a valid object before', () => {
    fc.assert(fc.property(fc.constantFrom(...SAMPLES), fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 2 }), ([resource, sample], changes) => {
      let body: unknown = sample;
      for (const [at, value] of changes) {
        const places = placesIn(body);
        body = replaced(body, places[at % places.length] ?? [], value);
      }
      const server = freshServer();
      const created = server.handle({ verb: 'create', resource, namespace: 'default', body, options: { fieldValidation: 'Ignore' } });
      if (created.code !== 201) return;
      const object = created.body as KubeObject;
      const again = server.handle({ verb: 'update', resource, namespace: 'default', name: object.metadata.name, body: object });
      expect(again).toMatchObject({ code: 200 });
      expect((again.body as KubeObject).metadata.resourceVersion).toBe(object.metadata.resourceVersion);
      const text = server.handle({ verb: 'update', resource, namespace: 'default', name: object.metadata.name, body: { text: JSON.stringify(object), contentType: 'application/json' } });
      expect(text).toMatchObject({ code: 200 });
    }), { numRuns: 400 });
  });
});

describe('bodies beyond measure', () => {
  const server = freshServer();
  const send = (text: string): ReturnType<ApiServer['handle']> => server.handle({ verb: 'create', resource: 'configmaps', namespace: 'default', body: { text, contentType: 'application/json' } });
  test('over three megabytes are too large', () => {
    const response = send(JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'big' }, data: { a: 'x'.repeat(3 * 1024 * 1024) } }));
    expect(response).toMatchObject({ code: 413, body: { reason: 'RequestEntityTooLarge', message: 'Request entity too large: limit is 3145728' } });
  });
  test.each(['NaN', 'Infinity', '-Infinity', '01', '1.', '.5', '0x10', '1e', 'undefined'])('%s is no number of JSON', (number) => {
    expect(send(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"odd"},"data":{"a":${number}}}`)).toMatchObject({ code: 400, body: { reason: 'BadRequest' } });
  });
  test('nesting without end is refused', () => {
    expect(send(`${'['.repeat(200_000)}`).code).toBe(400);
    expect(send(`{"a":${'['.repeat(150)}${']'.repeat(150)}}`).code).toBe(400);
  });
});
