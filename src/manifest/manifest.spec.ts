import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_DOCUMENTS, parseManifests, readFirst, stringifyKyaml, stringifyYaml } from './index.ts';

const value = (text: string): unknown => parseManifests(text).documents[0]?.value;

describe('scalars mean what they mean to Kubernetes', () => {
  const cases: readonly (readonly [text: string, want: unknown])[] = [
    ['a: yes', { a: true }], ['a: n', { a: false }], ['a: "no"', { a: 'no' }], ['a: Off', { a: false }],
    ['a: 0644', { a: 420 }], ['a: 0o644', { a: 420 }], ['a: 089', { a: 89 }], ['a: 0x1F', { a: 31 }], ['a: 1_000', { a: 1000 }],
    ['a: ~', { a: null }], ['a:', { a: null }], ['a: 1.10', { a: 1.1 }], ['a: 12:30', { a: '12:30' }],
    ['a: 2026-01-01', { a: '2026-01-01' }], ['a: !!str 80', { a: '80' }], ['a: !mine 80', { a: '80' }], ['1: one', { '1': 'one' }],
    ['a: "b"# c', { a: 'b' }], ['a: [b]# c', { a: ['b'] }], ['a: b# c', { a: 'b# c' }], ["- 'x'# c\n- z", ['x', 'z']], ['a: {b: 1}\nc: *x', null], ['a: &x {b: 1}\nc: {<<: *x, d: 2}', { a: { b: 1 }, c: { b: 1, d: 2 } }],
  ];
  test.each(cases)('%j', (text, want) => expect(value(text)).toEqual(want));
});

describe('a text that cannot be read is refused in the words of the real library', () => {
  const cases: readonly (readonly [text: string, want: string])[] = [
    ['a:\n\tb: c\n', 'yaml: line 2: found character that cannot start any token'],
    ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
    ['x: y\nspec:\n  - name: app\n   image: nginx\n', "yaml: line 3: did not find expected '-' indicator"],
    ['x: y\nargs: ["a", "b"\n', "yaml: line 2: did not find expected ',' or ']'"],
    ['x: y\nargs: [%d]\n', 'yaml: line 2: found character that cannot start any token'],
    ['a: *nobody\n', "yaml: unknown anchor 'nobody' referenced"],
    ['a: {{ name }}\n', 'yaml: invalid map key: map[interface {}]interface {}{"name":interface {}(nil)}'],
  ];
  test.each(cases)('%j', (text, want) => expect(parseManifests(text).documents[0]?.error).toBe(want));
});

test('a key that stands twice is an issue at its second place', () => {
  const parsed = parseManifests('kind: Pod\nspec:\n  a: 1\n  a: 2\n');
  expect(parsed.issues.map(({ code, range }) => [code, range.start.line, range.start.column])).toEqual([['duplicate-key', 4, 3]]);
  expect(parsed.documents[0]?.duplicates).toEqual([{ key: 'a', isText: true, line: 4 }]);
});
test('a key that stands twice is noticed after what is wrong within its value', () => {
  const text = 'a:\na:\n  1: b\n  1: c\n';
  expect(readFirst(text).duplicates).toEqual([{ key: '1', isText: false, line: 4 }, { key: 'a', isText: true, line: 3 }]);
});
test('comments and directives may stand before the dashes of the first document', () => {
  for (const before of ['# note\n', '\n', '%YAML 1.1\n']) expect(readFirst(`${before}---\nkind: Pod\n---\n[`).value).toEqual({ kind: 'Pod' });
  expect(readFirst('---\n---\nkind: Pod\n').value).toBeNull();
});

test('documents are cut at lines of three dashes, and an error in one leaves the others', () => {
  const parsed = parseManifests('kind: A\n---\nkind: [\n---\n# nothing\n---\nkind: C\nmetadata: {name: c}\n');
  expect(parsed.documents.map((each) => each.kind || each.error || each.empty)).toEqual(['A', "yaml: line 1: did not find expected node content", true, 'C']);
});

test('a field has a range, and a missing one that of its nearest ancestor', () => {
  const text = 'kind: Pod\nspec:\n  containers:\n  - name: web\n    image: nginx\n';
  const parsed = parseManifests(text);
  const document = parsed.documents[0];
  if (document === undefined) throw new Error('no document');
  const image = parsed.rangeOf(document, 'spec.containers[0].image');
  expect([image.key?.start.line, image.key?.start.column, image.value && text.slice(image.value.start.offset, image.value.end.offset), image.exact]).toEqual([5, 5, 'nginx', true]);
  const missing = parsed.rangeOf(document, 'spec.containers[0].ports[1].hostPort');
  expect([missing.mark.start.line, missing.exact, missing.depth]).toEqual([4, false, 3]);
});

describe('what is too large ends with a word about it', () => {
  const bomb = Array.from({ length: 12 }, (_, i) => (i === 0 ? 'a0: &a0 [x,x,x,x,x,x,x,x,x,x]' : `a${i}: &a${i} [${Array(10).fill(`*a${i - 1}`).join(',')}]`)).join('\n');
  const cases: readonly (readonly [name: string, text: string, code: string])[] = [
    ['an alias bomb', bomb, 'aliases'],
    ['brackets without end', '['.repeat(100_000), 'too-deep'],
    ['dashes without end', '- '.repeat(20_000), 'too-deep'],
    ['six megabytes', 'a'.repeat(6 * 1024 * 1024), 'too-large'],
    ['one document more than are read', 'a: 1\n---\n'.repeat(MAX_DOCUMENTS + 1), 'too-many-documents'],
    ['an alias to itself', 'a: &a [*a]', 'syntax'],
  ];
  test.each(cases)('%s', (_, text, code) => expect(parseManifests(text).issues[0]?.code).toBe(code));
});

test('any text at all is parsed without a throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => { parseManifests(text); }), { numRuns: 500 });
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', ':', ' ', '\n', '-', '[', ']', '{', '}', '"', "'", '#', '&x', '*x', '|', '>', '\t', '!', '%', '?', ','), { maxLength: 40 }), (parts) => { parseManifests(parts.join('')); }),
    { numRuns: 1500 },
  );
});

describe('values are written as kubectl prints them', () => {
  const cases: readonly (readonly [name: string, value: unknown, want: string])[] = [
    ['keys are sorted with numbers by value', { a10: 1, a9: 2, B: 3, b: [] }, 'B: 3\na9: 2\na10: 1\nb: []\n'],
    ['words of YAML 1.1 are quoted', { a: 'yes', b: 'y', c: '12:30', d: '0644', e: 'null', f: '' }, 'a: "yes"\nb: "y"\nc: "12:30"\nd: "0644"\ne: "null"\nf: ""\n'],
    ['texts of several lines are literal blocks', { a: 'x\ny\n', b: 'x\ny', c: 'x\n\n' }, 'a: |\n  x\n  y\nb: |-\n  x\n  y\nc: |+\n  x\n\n'],
    ['a space before a line break forces double quotes', { a: 'x \ny\n' }, 'a: "x \\ny\\n"\n'],
    ['indicators take single quotes', { a: '*', b: 'x: y', c: "it's: so", d: '- x' }, "a: '*'\nb: 'x: y'\nc: 'it''s: so'\nd: '- x'\n"],
    ['lists stand at their key', { a: [{ b: 1, c: [2] }, [3, 4]] }, 'a:\n- b: 1\n  c:\n  - 2\n- - 3\n  - 4\n'],
    ['long texts are folded after 80 columns', { message: `${'word '.repeat(20)}end` }, `message: ${'word '.repeat(14)}word\n  word word word word word end\n`],
  ];
  test.each(cases)('%s', (_, given, want) => expect(stringifyYaml(given)).toBe(want));
});

test('printing and reading give the value back', () => {
  const json = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' }, fc.constant(null), fc.boolean(), fc.integer(), fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', ' ', '\n', ':', '-', '#', '"', "'", '0', 'y', '\t') }), fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(fc.string({ maxLength: 8 }), tie('node'), { maxKeys: 4, noNullPrototype: true }),
    ),
  })).node;
  const wellFormed = (text: string): boolean => !/[\ud800-\udfff]/.test(text);
  fc.assert(fc.property(json, (given) => {
    const text = stringifyYaml({ given });
    if (wellFormed(JSON.stringify(given).replace(/\\ud/g, '\ud800'))) expect(parseManifests(text).documents[0]?.value).toEqual({ given });
  }), { numRuns: 800 });
});

test('KYAML keeps the order of keys, in braces', () => {
  expect(stringifyKyaml({ b: 'x', a: [{ c: 1 }], 'no': ['y'] })).toBe('---\n{\n  b: "x",\n  a: [{\n    c: 1,\n  }],\n  "no": [\n    "y",\n  ],\n}\n');
});
