/** Every kind, with whatever its fields may hold: an answer, never an exception; and what is stored is taken back by every way of writing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextRandom, seedRng } from '../../base/rng.ts';
import type { KubeObject } from '../../model/objects.ts';
import type { Table } from '../contract/api.ts';
import { groupOf, groupResource, resourceFacts } from '../../model/resources.ts';
import { schemaOfKind, type Type } from '../../model/schema.ts';
import { askIn, freshServer } from '../../testing/api-server.ts';

const KINDS = resourceFacts.filter(({ name, verbs }) => !name.includes('/') && verbs.includes('create') && verbs.includes('get') && verbs.includes('update'));
const LEAVES: Readonly<Record<string, readonly unknown[]>> = {
  string: ['a', '', 'x/y', 'A_b', '10.0.0.1', '10.0.0.0/24', 'Always', 'a.example.com/b', '*/5 * * * *', '5%', null],
  bool: [true, false, null], quantity: ['1', '1Gi', '500m', 0, null], intOrString: [1, '25%', 'http', 0], time: ['2026-01-01T00:00:00Z', null], microTime: ['2026-01-01T00:00:00.000000Z', null], raw: [{}, null],
};
const NUMBERS: readonly unknown[] = [1, 0, 80, 30, -1, 70_000, null];

/** Something for a field of this type: mostly of the right kind, seldom what belongs there. */
function anyFor(type: Type, depth: number, dice: () => number): unknown {
  const pick = (list: readonly unknown[]): unknown => list[Math.floor(dice() * list.length)];
  if (dice() < 0.01) return pick([5, 'odd', [], {}, true, [null]]);
  switch (type.kind) {
    case 'scalar': return pick(LEAVES[type.scalar] ?? NUMBERS);
    case 'bytes': return pick(['aGk=', '', 'no', null]);
    case 'list': return depth === 0 ? [] : Array.from({ length: Math.floor(dice() * 2.4) }, () => anyFor(type.item, depth - 1, dice));
    case 'map': return dice() < 0.5 ? {} : { [String(pick(['a', 'cpu', 'x/y', 'A b']))]: anyFor(type.value, depth - 1, dice) };
    case 'struct': {
      const made: Record<string, unknown> = {};
      const share = depth > 3 ? 0.5 : 0.25;
      if (depth > 0) for (const { name, type: inner, required } of type.order) if (required || dice() < share) made[name] = anyFor(inner, depth - 1, dice);
      return made;
    }
  }
}
function objectOf(groupVersion: string, kind: string, seed: number): Record<string, unknown> {
  let rng = seedRng(seed);
  const dice = (): number => {
    const [value, next] = nextRandom(rng);
    rng = next;
    return value;
  };
  const schema = schemaOfKind(groupVersion, kind);
  const made = schema === undefined ? {} : (anyFor(schema, 6, dice) as Record<string, unknown>);
  return { ...made, apiVersion: groupVersion, kind, metadata: { name: 'fuzz' } };
}

describe('any object with the fields of its kind', () => {
  test('is answered, and where it is stored it is shown as a row and taken back by an update and each patch', () => {
    let stored = 0;
    fc.assert(fc.property(fc.constantFrom(...KINDS), fc.integer({ min: 1, max: 1_000_000 }), ({ name, groupVersion, kind, namespaced }, seed) => {
      const ask = askIn(freshServer(seed));
      const resource = groupResource(groupOf(groupVersion), name);
      const where = { apiVersion: groupVersion, ...(namespaced ? {} : { namespace: '' }) };
      const created = ask('create', resource, { ...where, body: objectOf(groupVersion, kind, seed), options: { fieldValidation: 'Ignore' } });
      expect(created.code).toBeGreaterThan(0);
      if (created.code !== 201) return;
      stored++;
      const body = created.body as KubeObject;
      expect(ask('update', resource, { ...where, name: 'fuzz', body })).toMatchObject({ code: 200 });
      const table = ask('get', resource, { ...where, name: 'fuzz', options: { accept: 'table' } }).body as Table;
      expect(table.rows[0]?.cells).toHaveLength(table.columnDefinitions.length);
      for (const patchType of ['merge', 'strategic', 'json'] as const) {
        expect(ask('patch', resource, { ...where, name: 'fuzz', patchType, body: patchType === 'json' ? [] : {} })).toMatchObject({ code: 200, body: { metadata: { resourceVersion: body.metadata.resourceVersion } } });
      }
    }), { numRuns: 500 });
    expect(stored).toBeGreaterThan(20);
  });
});

describe('any patch', () => {
  const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] } };
  const ask = askIn(freshServer());
  ask('create', 'pods', { body: POD });
  const path = fc.oneof(
    fc.constantFrom('', '/', '/metadata/labels/app', '/spec/containers/0/image', '/spec/containers/-1', '/spec/containers/-', '/spec/containers/9', '/kind', 'kind', '/a~1b', '/metadata/labels'),
    fc.string(),
  );
  const operation = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.record({
    op: fc.oneof(fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test'), fc.jsonValue({ maxDepth: 0 })),
    path: fc.oneof(path, fc.jsonValue({ maxDepth: 0 })), from: fc.oneof(path, fc.jsonValue({ maxDepth: 0 })), value: fc.jsonValue({ maxDepth: 2 }),
  }, { requiredKeys: [] }));
  const modes = fc.constantFrom('Strict', 'Warn', 'Ignore');
  test('of JSON operations is answered, whatever they are', () => {
    fc.assert(fc.property(fc.oneof(fc.array(operation, { maxLength: 4 }), fc.jsonValue()), modes, (body, fieldValidation) => {
      expect(ask('patch', 'pods', { name: 'web', patchType: 'json', body, options: { dryRun: true, fieldValidation: fieldValidation as 'Strict' } }).code).toBeGreaterThan(0);
    }), { numRuns: 400 });
  });
  const directive = fc.constantFrom<unknown>(
    { $patch: 'replace' }, { $patch: 'delete' }, { $patch: 'odd' }, { $retainKeys: ['name'] }, { $retainKeys: 5 }, { '$setElementOrder/containers': [{ name: 'app' }] },
    { '$setElementOrder/containers': 5 }, { '$deleteFromPrimitiveList/finalizers': ['a'] },
  );
  test('with directives, in any place, is answered', () => {
    fc.assert(fc.property(fc.constantFrom('metadata', 'spec', 'status'), directive, fc.jsonValue({ maxDepth: 2 }), modes, (place, marks, rest, fieldValidation) => {
      for (const body of [{ [place]: marks }, { [place]: { ...(marks as object), containers: rest } }, { spec: { containers: [{ name: 'app', ...(marks as object) }, rest] } }]) {
        expect(ask('patch', 'pods', { name: 'web', patchType: 'strategic', body, options: { dryRun: true, fieldValidation: fieldValidation as 'Strict' } }).code).toBeGreaterThan(0);
      }
    }), { numRuns: 200 });
  });
  test('that is applied is answered, whatever it is', () => {
    const config = fc.oneof(
      fc.jsonValue(), fc.jsonValue({ maxDepth: 3 }).map(spec => ({ ...POD, spec })), fc.jsonValue({ maxDepth: 3 }).map(metadata => ({ ...POD, metadata })),
      fc.jsonValue({ maxDepth: 2 }).map(item => ({ ...POD, spec: { containers: [item, { name: 'app', ports: item }] } })),
    );
    fc.assert(fc.property(config, fc.boolean(), (body, force) => {
      expect(ask('patch', 'pods', { name: 'web', patchType: 'apply', body, options: { dryRun: true, fieldManager: 'fuzz', force } }).code).toBeGreaterThan(0);
    }), { numRuns: 300 });
  });
});
