import { describe, expect, test } from 'vitest';
import type { Issue } from './issues.ts';
import { cursorPlace, kindsOf, outline, pathText } from './outline.ts';
import { ribbons } from './ribbons.ts';
import { fieldAt, fieldsAt, nearest } from './schema.ts';
import { fixesFor } from './fixes.ts';

const WEB = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: shop}
spec:
  containers:
  - name: main
    image: nginx:1.27
    ports:
      - containerPort: 80
    volumeMounts:
    - name: content
      mountPath: /srv
  - name: helper
    command:
      - sh
      - -c
      - |
        key: not a key
        echo
  volumes:
  - name: content
    emptyDir: {}
`;
const paths = (text: string): readonly string[] => outline(text).map((line) => pathText(line.path));

describe('the outline of a manifest', () => {
  test('every line knows its field as the API server writes it', () => {
    expect(paths(WEB).slice(0, 17)).toEqual([
      'apiVersion', 'kind', 'metadata', 'metadata.name', 'metadata.labels', 'spec', 'spec.containers', 'spec.containers[0].name', 'spec.containers[0].image',
      'spec.containers[0].ports', 'spec.containers[0].ports[0].containerPort', 'spec.containers[0].volumeMounts', 'spec.containers[0].volumeMounts[0].name',
      'spec.containers[0].volumeMounts[0].mountPath', 'spec.containers[1].name', 'spec.containers[1].command', 'spec.containers[1].command[0]',
    ]);
  });
  test('a block text holds no keys', () => {
    expect(outline(WEB)[19]).toMatchObject({ path: ['spec', 'containers', 1, 'command', 2], key: '' });
    expect(paths(WEB)[21]).toBe('spec.volumes');
  });
  test('documents are counted, and each has its kind', () => {
    expect(kindsOf(outline('kind: Pod\napiVersion: v1\n---\napiVersion: apps/v1\nkind: Deployment\n'))).toEqual([{ apiVersion: 'v1', kind: 'Pod' }, { apiVersion: 'apps/v1', kind: 'Deployment' }]);
  });
});

describe('what is being typed', () => {
  const at = (text: string): ReturnType<typeof cursorPlace> => cursorPlace(text, '');
  const cases: readonly { readonly name: string; readonly text: string; readonly parent: string; readonly key: string; readonly typed: string }[] = [
    { name: 'a key under spec', text: 'kind: Pod\nspec:\n  cont', parent: 'spec', key: '', typed: 'cont' },
    { name: 'nothing yet under spec', text: 'kind: Pod\nspec:\n  ', parent: 'spec', key: '', typed: '' },
    { name: 'the first key of an item', text: 'spec:\n  containers:\n  - na', parent: 'spec.containers[0]', key: '', typed: 'na' },
    { name: 'a further key of an item', text: 'spec:\n  containers:\n  - name: a\n    im', parent: 'spec.containers[0]', key: '', typed: 'im' },
    { name: 'an empty line in an item', text: 'spec:\n  containers:\n  - name: a\n    ', parent: 'spec.containers[0]', key: '', typed: '' },
    { name: 'a value', text: 'spec:\n  restartPolicy: Al', parent: 'spec', key: 'restartPolicy', typed: 'Al' },
  ];
  for (const { name, text, parent, key, typed } of cases) test(name, () => expect({ ...at(text), parent: pathText(at(text).parent) }).toMatchObject({ parent, key, typed }));
  test('keys that stand there already are known', () => expect(cursorPlace('spec:\n  hostname: a\n  ', '\n  subdomain: b\n').siblings).toEqual(['hostname', 'subdomain']));
});

test('ribbons tell Pod, container, network and storage apart', () => {
  expect(ribbons(outline(WEB))).toEqual([
    { kind: 'pod', from: 4, to: 5 },
    { kind: 'container', from: 8, to: 9 },
    { kind: 'network', from: 10, to: 11 },
    { kind: 'storage', from: 12, to: 14 },
    { kind: 'container', from: 15, to: 21 },
    { kind: 'storage', from: 22, to: 24 },
  ]);
});

describe('the schema', () => {
  test('a container must have a name, and says its pull policies', () => {
    expect(fieldsAt('v1', 'Pod', ['spec', 'containers', 0]).find((field) => field.name === 'name')?.required).toBe(true);
    expect(fieldAt('v1', 'Pod', ['spec', 'containers', 0, 'imagePullPolicy'])).toMatchObject({ type: 'string', values: ['Always', 'IfNotPresent', 'Never'] });
    expect(fieldAt('apps/v1', 'Deployment', ['spec', 'template', 'spec', 'containers'])).toMatchObject({ type: '[]Container', nested: 'list' });
  });
  test('contianers were meant to be containers', () => expect(nearest('contianers', ['containers', 'initContainers', 'hostname'])).toBe('containers'));
  test('nothing is guessed where nothing is near', () => expect(nearest('foo', ['containers', 'hostname'])).toBeUndefined());
});

describe('quick fixes', () => {
  const issue = (message: string, line: number, column = 1): Issue => ({ line, column, endLine: line, endColumn: 99, severity: 'error', message, field: '' });
  const fixes = (text: string, one: Issue): readonly { title: string; text: string; column: number }[] => fixesFor(one, outline(text), text.split('\n')).map(({ title, text: put, column }) => ({ title, text: put, column }));
  test('an unknown field offers the one that was meant', () => {
    expect(fixes('apiVersion: v1\nkind: Pod\nspec:\n  contianers: []', issue('strict decoding error: unknown field "spec.contianers"', 4))).toEqual([{ title: 'Did you mean containers?', text: 'containers', column: 3 }]);
  });
  test('an unsupported value offers the one that was meant', () => {
    expect(fixes('spec:\n  restartPolicy: Alwais', issue('Unsupported value: "Alwais": supported values: "Always", "Never", "OnFailure"', 2, 3))).toEqual([{ title: 'Did you mean Always?', text: 'Always', column: 18 }]);
  });
  test('a name with capitals offers it in small letters', () => {
    expect(fixes('metadata:\n  name: My Pod', issue('Invalid value: "My Pod": a lowercase RFC 1123 subdomain must consist of ...', 2, 3))).toEqual([{ title: 'Call it my-pod', text: 'my-pod', column: 9 }]);
  });
  const POD = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: app\n    ports:\n    - containerPort: "80"\n    tty: "yes"\n    command: sleep 3600\n    env:\n    - name: A\n      value: 5\n    volumeMounts:\n    - name: dta\n      mountPath: /x\n    resources:\n      requests: {cpu: 2, memory: 1Gi}\n      limits:\n        memory: 512MB\n        cpu: 0,5\n  volumes:\n  - name: data\n    emptyDir: {}';
  const wrong = (found: string, type: string): string => `Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal ${found} into Go struct field X.y of type ${type}`;
  const cases = [
    ['a number in quotes is offered without them', wrong('string', 'int32'), 7, '', 'Write 80 without quotes', '80'],
    ['a yes in quotes is offered as true', wrong('string', 'bool'), 8, '', 'Write true', 'true'],
    ['a command line is offered as a list', wrong('string', '[]string'), 9, '', 'Make it a list', '["sleep", "3600"]'],
    ['a number where a text belongs is offered in quotes', wrong('number', 'string'), 12, '', 'Write "5" in quotes', '"5"'],
    ['a unit that is not known is offered as the one that was meant', "quantities must match the regular expression '...'", 19, '', 'Write 512Mi', '512Mi'],
    ['a comma in a number is offered as a point', "quantities must match the regular expression '...'", 20, '', 'Write 0.5', '0.5'],
    ['a request over its limit is offered at the limit', 'Invalid value: "2": must be less than or equal to cpu limit of 1', 17, 'spec.containers[0].resources.requests', 'Ask for 1, the limit', '1'],
    ['a volume that is not declared is offered by its name', 'Not found: "dta"', 14, 'spec.containers[0].volumeMounts[0].name', 'Did you mean data?', 'data'],
    ['a field that is missing is offered beside another', 'Required value', 5, 'spec.containers[0].image', 'Add image', '\n    image: '],
  ] as const;
  for (const [name, message, line, field, title, text] of cases) test(name, () => {
    const [fix] = fixesFor({ ...issue(message, line), field }, outline(POD), POD.split('\n'));
    expect([fix?.title, fix?.text]).toEqual([title, text]);
  });
  test('a value in braces is the one that is marked', () => {
    const row = 'spec:\n  limits: {cpu: 1, memory: 512MB}';
    const [fix] = fixesFor({ ...issue("quantities must match the regular expression '...'", 2, 28), endColumn: 33 }, outline(row), row.split('\n'));
    expect([fix?.text, fix?.column, fix?.endColumn]).toEqual(['512Mi', 28, 33]);
  });
});
