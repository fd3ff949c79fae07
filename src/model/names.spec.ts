import { describe, expect, test } from 'vitest';
import {
  byteLength, configKeyComplaints, dnsLabelComplaints, dnsSubdomainComplaints, environmentNameComplaints, labelValueComplaints, percentComplaints, portNameComplaints,
  qualifiedNameComplaints, wildcardSubdomainComplaints, type NameCheck,
} from './names.ts';

const LABEL = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
const SUBDOMAIN = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const KEY = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const VALUE = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

const cases: readonly { readonly name: string; readonly check: NameCheck; readonly value: string; readonly want: readonly string[] }[] = [
  { name: 'a label of 63 characters is fine', check: dnsLabelComplaints, value: 'a'.repeat(63), want: [] },
  { name: 'a label of 64 characters is too long', check: dnsLabelComplaints, value: 'a'.repeat(64), want: ['must be no more than 63 characters'] },
  { name: 'a label with dots is told just that', check: dnsLabelComplaints, value: 'a.b', want: ['must not contain dots'] },
  { name: 'a label with a capital letter is told its form', check: dnsLabelComplaints, value: 'Web', want: [LABEL] },
  { name: 'a subdomain may have dots and digits', check: dnsSubdomainComplaints, value: '1.a-b.c', want: [] },
  { name: 'a subdomain may not end in a dot', check: dnsSubdomainComplaints, value: 'a.', want: [SUBDOMAIN] },
  { name: 'a wildcard covers one level in front', check: wildcardSubdomainComplaints, value: '*.example.com', want: [] },
  { name: 'a label key may have a domain before it', check: qualifiedNameComplaints, value: 'example.com/App_1', want: [] },
  { name: 'a label key needs a name after its domain', check: qualifiedNameComplaints, value: 'example.com/', want: ['name part must be non-empty', `name part ${KEY}`] },
  { name: 'a label key needs a domain before a slash', check: qualifiedNameComplaints, value: '/app', want: ['prefix part must be non-empty'] },
  { name: 'a label key has one slash at most', check: qualifiedNameComplaints, value: 'a/b/c', want: [`a valid label key ${KEY} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`] },
  { name: 'a label value may be empty', check: labelValueComplaints, value: '', want: [] },
  { name: 'a label value that is too long and ill formed is told both', check: labelValueComplaints, value: `${'v'.repeat(63)}!`, want: ['must be no more than 63 bytes', VALUE] },
  { name: 'lengths count bytes', check: labelValueComplaints, value: 'ä'.repeat(32), want: ['must be no more than 63 bytes', VALUE] },
  { name: 'a config key may not climb', check: configKeyComplaints, value: '..', want: ["must not be '..'"] },
  { name: 'a config key may start with one dot', check: configKeyComplaints, value: '.profile', want: [] },
  { name: 'a variable may have a space', check: environmentNameComplaints, value: 'A B', want: [] },
  { name: 'a variable may not have an equals sign', check: environmentNameComplaints, value: 'A=B', want: ["a valid environment variable name must consist only of printable ASCII characters other than '='"] },
  { name: 'a port name needs a letter', check: portNameComplaints, value: '8080', want: ['must contain at least one letter (a-z)'] },
  { name: 'a port name has no two dashes in a row', check: portNameComplaints, value: 'a--b', want: ['must not contain consecutive hyphens'] },
  {
    name: 'a percentage ends in a percent sign', check: percentComplaints, value: '25',
    want: ["a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"],
  },
];
describe('names', () => {
  for (const { name, check, value, want } of cases) test(name, () => expect(check(value)).toEqual(want));
  test('bytes are counted as UTF-8 has them', () => expect(['a', 'ä', '漢', '😀'].map(byteLength)).toEqual([1, 2, 3, 4]));
  test('a long ill-formed name is judged at once', () => expect(dnsSubdomainComplaints(`${'a.'.repeat(50_000)}!`)).toHaveLength(2));
});
