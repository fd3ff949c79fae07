/** The printers: paths, templates, columns and tables, with what Kubernetes' own documentation and recordings show. */
import { describe, expect, test } from 'vitest';
import { PathError } from './jsonpath.ts';
import { JsonPath, relaxedJsonPath } from './jsonpath.ts';
import { GoTemplate } from './go-template.ts';
import { humanDuration } from './age.ts';
import { alignLines, alignText, DESCRIBE, TABLE } from './tabwriter.ts';

/** The object of the chapter "JSONPath Support". */
const pods = {
  kind: 'List',
  items: [
    { kind: 'None', metadata: { name: '127.0.0.1', labels: { 'kubernetes.io/hostname': '127.0.0.1' } }, status: { capacity: { cpu: '4' }, addresses: [{ type: 'LegacyHostIP', address: '127.0.0.1' }] } },
    { kind: 'None', metadata: { name: '127.0.0.2' }, status: { capacity: { cpu: '8' }, addresses: [{ type: 'LegacyHostIP', address: '127.0.0.2' }, { type: 'another', address: '127.0.0.3' }] } },
  ],
  users: [{ name: 'myself', user: {} }, { name: 'e2e', user: { username: 'admin', password: 'secret' } }],
};

describe('a JSONPath gives', () => {
  const cases: readonly (readonly [what: string, path: string, want: string])[] = [
    ['plain text as it is', 'kind is {.kind}', 'kind is List'],
    ['the object itself for @', '{@.kind}', 'List'],
    ['a child by a dot or by brackets', "{['kind']}", 'List'],
    ['every match of a recursive descent', '{..name}', '127.0.0.1 127.0.0.2 myself e2e'],
    ['all items for *', '{.items[*].metadata.name}', '127.0.0.1 127.0.0.2'],
    ['one item by its index', '{.users[0].name}', 'myself'],
    ['the last item by a negative index', '{.users[-1].name}', 'e2e'],
    ['a slice', '{.items[0:1].metadata.name}', '127.0.0.1'],
    ['a union', "{.items[*]['metadata.name', 'status.capacity']}", '127.0.0.1 127.0.0.2 {"cpu":"4"} {"cpu":"8"}'],
    ['what a filter lets through', '{.users[?(@.name=="e2e")].user.password}', 'secret'],
    ['what has a field at all', '{.users[?(@.user.username)].name}', 'e2e'],
    ['a range with text in between', "{range .items[*]}[{.metadata.name}, {.status.capacity}] {end}", '[127.0.0.1, {"cpu":"4"}] [127.0.0.2, {"cpu":"8"}] '],
    ['line breaks from quoted text', '{range .items[*]}{.metadata.name}{"\\t"}{.kind}{"\\n"}{end}', '127.0.0.1\tNone\n127.0.0.2\tNone\n'],
    ['a key with dots in it, escaped', "{.items[0].metadata.labels.kubernetes\\.io/hostname}", '127.0.0.1'],
    ['nothing for what is missing', '{.nobody.here}', ''],
  ];
  test.each(cases)('%s', (_, path, want) => expect(new JsonPath(path).print(pods)).toBe(want));

  test('an error where what is missing may not be', () => expect(() => new JsonPath('{.nobody}', false).print(pods)).toThrow('nobody is not found'));
  const wrong: readonly (readonly [path: string, want: string])[] = [
    ['{.a', 'unclosed action'],
    ['{.items[}', 'unterminated array'],
  ];
  test.each(wrong)('an error for %s', (path) => {
    expect(() => new JsonPath(path, true).print(pods)).toThrow(PathError);
  });
  test('the same for three ways to write a path', () => expect(['metadata.name', '.metadata.name', '{metadata.name}', '{.metadata.name}'].map(relaxedJsonPath)).toEqual(Array.from({ length: 4 }, () => '{.metadata.name}')));
});

describe('a Go template gives', () => {
  const cases: readonly (readonly [what: string, template: string, want: string])[] = [
    ['fields', '{{.kind}}', 'List'],
    ['each item of a list', '{{range .items}}{{.metadata.name}} {{end}}', '127.0.0.1 127.0.0.2 '],
    ['keys and values by variables', '{{range $i, $u := .users}}{{$i}}={{$u.name}};{{end}}', '0=myself;1=e2e;'],
    ['what an if lets through', '{{range .users}}{{if .user.username}}{{.name}}{{else}}-{{end}}{{end}}', '-e2e'],
    ['comparisons', '{{range .users}}{{if eq .name "e2e"}}yes{{end}}{{end}}', 'yes'],
    ['pipelines and printf', '{{printf "%s-%d" .kind 3}}{{"x" | len}}', 'List-31'],
    ['an index by a key that is no name', '{{index (index .items 0).metadata.labels "kubernetes.io/hostname"}}', '127.0.0.1'],
    ['no blanks beside a minus', 'a {{- .kind -}} b', 'aListb'],
    ['no value for what is missing', '{{.nobody}}', '<no value>'],
    ['what base64 hides', '{{"aGk=" | base64decode}}', 'hi'],
    ['two fields beside each other as two arguments', '{{printf "%s %s" .kind .kind}}', 'List List'],
  ];
  test.each(cases)('%s', (_, template, want) => expect(new GoTemplate(template, true).execute(pods)).toBe(want));
  test.each(['{{.a', '{{range .x}}', '{{end}}', '{{nobody .x}}', '{{toString .x}}'])('an error for %s', (template) => expect(() => new GoTemplate(template, true).execute(pods)).toThrow());
});

describe('text in columns', () => {
  test('is padded by three in a table, the last cell not at all', () => expect(alignLines([['NAME', 'AGE'], ['web', '5s']], TABLE)).toBe('NAME   AGE\nweb    5s\n'));
  test('ends a column where a line has no cell of it', () => expect(alignText('Name:\tweb\nA long line without cells\nNamespace:\tdefault\n', DESCRIBE)).toBe('Name:  web\nA long line without cells\nNamespace:  default\n'));
});

describe('an age is told', () => {
  const second = 1000;
  const minute = 60 * second;
  const hour = 60 * minute;
  const day = 24 * hour;
  const cases: readonly (readonly [ms: number, want: string])[] = [
    [0, '0s'], [119 * second, '119s'], [2 * minute, '2m'], [2 * minute + 5 * second, '2m5s'], [10 * minute + 5 * second, '10m'], [3 * hour, '3h'], [3 * hour + 5 * minute, '3h5m'],
    [8 * hour + 5 * minute, '8h'], [47 * hour, '47h'], [2 * day, '2d'], [2 * day + 5 * hour, '2d5h'], [9 * day, '9d'], [400 * day, '400d'], [800 * day, '2y70d'],
  ];
  test.each(cases)('%i ms as %s', (ms, want) => expect(humanDuration(ms)).toBe(want));
});
