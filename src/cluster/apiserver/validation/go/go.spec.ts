import { describe, expect, test } from 'vitest';
import { goDiff, unifiedDiff } from './diff.ts';
import { jsonObjectProblem } from './json-syntax.ts';
import { quote } from '../../../../base/go-quote.ts';
import { goEqual, goJson, plainJson } from './values.ts';

describe('values as Go prints them', () => {
  const printed = [
    { name: 'a missing pointer is null and a missing text is empty', type: 'core.SeccompProfile', value: { type: 'RuntimeDefault' }, want: '{"Type":"RuntimeDefault","LocalhostProfile":null}' },
    { name: 'a taint shows its fields by their Go names', type: 'core.Taint', value: { key: 'a', value: 'y', effect: 'NoSchedule' }, want: '{"Key":"a","Value":"y","Effect":"NoSchedule","TimeAdded":null}' },
    { name: 'types of the meta group keep their API names and leave out what is not set', type: 'metav1.LabelSelector', value: { matchLabels: { b: '1', a: '2' } }, want: '{"matchLabels":{"a":"2","b":"1"}}' },
    {
      name: 'metadata of a template stands beside its spec', type: 'core.PodTemplateSpec', value: { metadata: { labels: { app: 'web' } } },
      want: expect.stringMatching(/^\{"labels":\{"app":"web"\},"Spec":\{"Volumes":null,/),
    },
    { name: 'quantities are canonical', type: '{}quantity', value: { memory: '1024Ki', cpu: '1000m' }, want: '{"cpu":"1","memory":"1Mi"}' },
  ];
  for (const { name, type, value, want } of printed) test(name, () => expect(goJson(type, value)).toEqual(want));
  test('%q escapes control characters and keeps letters of all scripts', () => expect(quote('größe\n\t"\\\u0001')).toBe('"größe\\n\\t\\"\\\\\\x01"'));
  test('encoding/json escapes what HTML minds', () => expect(plainJson({ b: '<&>', a: [1, null] })).toBe('{"a":[1,null],"b":"\\u003c\\u0026\\u003e"}'));
});

describe('equality as the API server sees it', () => {
  const equal = [
    { name: 'amounts that mean the same are equal', type: 'core.ResourceRequirements', a: { limits: { cpu: '1' } }, b: { limits: { cpu: '1000m' } }, want: true },
    { name: 'an empty list is no list', type: 'core.Container', a: { name: 'a', command: [] }, b: { name: 'a' }, want: true },
    { name: 'false and missing are one where the field is no pointer', type: 'core.PodSpec', a: { hostNetwork: false }, b: {}, want: true },
    { name: 'false and missing differ where the field is a pointer', type: 'core.PodSpec', a: { shareProcessNamespace: false }, b: {}, want: false },
    { name: 'the order of a list counts', type: '[]string', a: ['a', 'b'], b: ['b', 'a'], want: false },
  ];
  for (const { name, type, a, b, want } of equal) test(name, () => expect(goEqual(type, a, b)).toBe(want));
});

describe('differences', () => {
  test('a changed value is shown with three lines around it', () => {
    const [old, next] = [{ accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }, { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } }];
    expect(goDiff('core.PersistentVolumeClaimSpec', old, next)).toBe(
      '@@ -6,7 +6,7 @@\n  "Resources": {\n   "Limits": null,\n   "Requests": {\n-   "storage": "1Gi"\n+   "storage": "2Gi"\n   }\n  },\n  "VolumeName": "",\n',
    );
  });
  test('changes far apart make hunks of their own', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `line ${i}`);
    const changed = lines.map((line, i) => (i === 4 || i === 24 ? `${line}!` : line));
    expect(unifiedDiff(lines, changed).split('\n').filter(line => line.startsWith('@@'))).toEqual(['@@ -2,7 +2,7 @@', '@@ -22,7 +22,7 @@']);
  });
  test('texts that are the same have no difference', () => expect(unifiedDiff(['a'], ['a'])).toBe(''));
});

describe('what is said of a text that is no JSON', () => {
  const cases = [
    { text: '{"auths":{}}', want: '' },
    { text: 'abc', want: "invalid character 'a' looking for beginning of value" },
    { text: '', want: 'unexpected end of JSON input' },
    { text: '{"a":1', want: 'unexpected end of JSON input' },
    { text: '{a:1}', want: "invalid character 'a' looking for beginning of object key string" },
    { text: '{"a":1} x', want: "invalid character 'x' after top-level value" },
    { text: 'trap', want: "invalid character 'a' in literal true (expecting 'u')" },
    { text: "{'a': 1}", want: "invalid character '\\'' looking for beginning of object key string" },
    { text: '{"a": é}', want: "invalid character 'Ã' looking for beginning of value" },
    { text: '"\x01"', want: "invalid character '\\x01' in string literal" },
    { text: '[1]', want: 'json: cannot unmarshal array into Go value of type map[string]interface {}' },
  ];
  for (const { text, want } of cases) test(text === '' ? 'an empty text' : text, () => expect(jsonObjectProblem(text)).toBe(want));
});
