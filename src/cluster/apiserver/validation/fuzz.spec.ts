import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../model/objects.ts';
import { nextRandom, seedRng } from '../../../base/rng.ts';
import facts from '../../../model/facts/types.json' with { type: 'json' };
import { resourceFacts, groupOf, groupResource } from '../../../model/resources.ts';
import { validateCreate, validateUpdate } from './index.ts';

const context = { allowPrivileged: true };
const resources = resourceFacts.filter(fact => !fact.name.includes('/') && fact.verbs.includes('create')).map(fact => groupResource(groupOf(fact.groupVersion), fact.name));

/** A Pod as it is when defaults are in. */
const pod = {
  apiVersion: 'v1', kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: '1', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', labels: { app: 'web' } },
  spec: {
    restartPolicy: 'Always',
    terminationGracePeriodSeconds: 30,
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    securityContext: { runAsUser: 1000 },
    serviceAccountName: 'default',
    serviceAccount: 'default',
    nodeSelector: { disk: 'ssd' },
    volumes: [{ name: 'data', emptyDir: {} }, { name: 'token', projected: { defaultMode: 420, sources: [{ serviceAccountToken: { expirationSeconds: 3607, path: 'token' } }] } }],
    containers: [{
      name: 'app', image: 'nginx', imagePullPolicy: 'Always', terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File',
      env: [{ name: 'A', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } }],
      ports: [{ containerPort: 80, protocol: 'TCP' }], resources: { limits: { cpu: '1' }, requests: { cpu: '500m' } },
      volumeMounts: [{ name: 'data', mountPath: '/data' }],
      livenessProbe: { httpGet: { path: '/', port: 80, scheme: 'HTTP' }, timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
    }],
    tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
    affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { app: 'web' } } } }] } },
  },
  status: { phase: 'Pending', qosClass: 'Burstable' },
};

const paths = (value: unknown, at: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] =>
  typeof value !== 'object' || value === null ? [at] : [at, ...Object.entries(value).flatMap(([key, each]) => paths(each, [...at, Array.isArray(value) ? Number(key) : key]))];
function put(value: unknown, [head, ...rest]: readonly (string | number)[], leaf: unknown): unknown {
  if (head === undefined) return leaf;
  if (Array.isArray(value)) return value.map((each: unknown, i) => (i === head ? put(each, rest, leaf) : each));
  return { ...(value as Record<string, unknown>), [head]: put((value as Record<string, unknown>)[head], rest, leaf) };
}
const mutated = fc.array(
  fc.tuple(fc.constantFrom(...paths(pod).filter(path => path.length > 0)), fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(null, '', 0, -1, [], {}, [null], 'a', '1Gi', true))),
  { minLength: 1, maxLength: 4 },
)
  .map(changes => changes.reduce<unknown>((object, [path, leaf]) => {
    try {
      return put(object, path, leaf);
    } catch {
      return object;
    }
  }, pod) as KubeObject);

interface Fact {
  readonly type?: string;
  readonly ref?: string;
  readonly array?: Fact;
  readonly map?: Fact;
}
const types = facts as unknown as Readonly<Record<string, { readonly fields?: Readonly<Record<string, Fact>> }>>;
const LEAVES: readonly unknown[] = ['', 'a', 'A_b', 'x/y', '10.0.0.1', '1Gi', '-1', '5%', '*/5 * * * *', '2026-01-01T00:00:00Z', 0, 1, -1, 70000, true, false, null];

/** An object with the fields of its kind and something in them, seldom what belongs there. */
function anyOf(fact: Fact, depth: number, dice: () => number): unknown {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(dice() * list.length)];
  const some = (one: () => unknown): unknown[] => Array.from({ length: Math.floor(dice() * 3) }, one);
  if (depth === 0 || dice() < 0.08) return pick(LEAVES);
  if (fact.array) return some(() => anyOf(fact.array ?? {}, depth - 1, dice));
  if (fact.map) return Object.fromEntries(some(() => [pick(['a', 'cpu', 'storage', 'Bad Key', 'x.io/y']), anyOf(fact.map ?? {}, depth - 1, dice)]) as [string, unknown][]);
  const fields = types[fact.ref ?? '']?.fields;
  if (!fields) return pick(LEAVES);
  const share = 0.15 + dice() * 0.5;
  return Object.fromEntries(Object.entries(fields).filter(() => dice() < share).map(([name, field]) => [name, anyOf(field, depth - 1, dice)]));
}
const kinds = resourceFacts.filter(fact => !fact.name.includes('/') && fact.verbs.includes('create')).map(({ groupVersion, name, kind }) => ({
  resource: groupResource(groupOf(groupVersion), name),
  type: Object.keys(types).find(each => each.endsWith(`.${groupVersion.slice(groupVersion.indexOf('/') + 1)}.${kind}`)) ?? 'core.v1.Pod',
}));

describe('validation of anything', () => {
  test('any object with the fields of its kind gets an answer', () => {
    fc.assert(fc.property(fc.integer(), fc.constantFrom(...kinds), (seed, { resource, type }) => {
      let state = seedRng(seed);
      const dice = (): number => {
        const [value, next] = nextRandom(state);
        state = next;
        return value;
      };
      const make = (): KubeObject => ({ ...(anyOf({ ref: type }, 9, dice) as KubeObject), apiVersion: 'v1', kind: 'Any' });
      const [next, old] = [make(), make()];
      validateCreate(resource, next, context);
      for (const subresource of ['', 'status', 'resize', 'ephemeralcontainers', 'finalize']) {
        validateUpdate(resource, subresource, next, old, context);
        validateUpdate(resource, subresource, { ...next, spec: old['spec'] }, old, context);
      }
    }), { numRuns: 1500 });
  });

  test('any JSON value, of any kind, gets an answer', () => {
    fc.assert(fc.property(fc.constantFrom(...resources), fc.record({
      metadata: fc.jsonValue({ maxDepth: 3 }), spec: fc.jsonValue({ maxDepth: 4 }), status: fc.jsonValue({ maxDepth: 3 }), data: fc.jsonValue({ maxDepth: 2 }),
    }), (resource, body) => {
      const object = { apiVersion: 'v1', kind: 'Any', ...body, metadata: body.metadata ?? {} } as unknown as KubeObject;
      validateCreate(resource, object, context);
      for (const subresource of ['', 'status', 'resize', 'ephemeralcontainers']) validateUpdate(resource, subresource, object, pod as unknown as KubeObject, context);
    }), { numRuns: 1000 });
  });

  test('any change of a Pod gets an answer, and what is accepted is accepted again', () => {
    fc.assert(fc.property(mutated, changed => {
      const refused = validateCreate('pods', changed, context);
      for (const subresource of ['', 'status', 'resize', 'ephemeralcontainers']) validateUpdate('pods', subresource, changed, pod as unknown as KubeObject, context);
      if (refused.length > 0) return;
      const stored = { ...changed, metadata: { ...changed.metadata, resourceVersion: '2' } };
      expect(validateUpdate('pods', '', stored, stored, context)).toEqual([]);
    }), { numRuns: 1500 });
  });
});
