/**
 * The forms of names: DNS labels and subdomains, label keys and values, ports, variables, and what the API server says of
 * a text that has not the form. Each check gives its complaints, none when all is well. Follows apimachinery
 * pkg/util/validation and pkg/api/validate/content; lengths are counted in bytes of UTF-8.
 */

/** What is wrong with a text, in the API server's words; none when all is well. */
export type Complaints = readonly string[];
export type NameCheck = (value: string) => Complaints;
const FINE: Complaints = [];

/** The length in UTF-8, as Go's len() counts it. */
export function byteLength(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    const paired = code >= 0xd800 && code < 0xdc00 && i + 1 < text.length;
    length += paired ? 2 : code < 0x800 ? 1 : 2;
    if (paired) i++;
  }
  return length;
}

const atMost = (length: number): string => `must be no more than ${length} characters`;
const atMostBytes = (length: number): string => `must be no more than ${length} bytes`;
export const inRange = (low: number, high: number): string => `must be between ${low} and ${high}, inclusive`;
const shape = (message: string, form: string, ...examples: readonly string[]): string =>
  `${message} (e.g. ${examples.map(example => `'${example}', `).join(' or ')}regex used for validation is '${form}')`;

interface Form {
  readonly pattern: RegExp;
  readonly complaint: string;
}
const form = (message: string, source: string, ...examples: readonly string[]): Form => ({
  pattern: new RegExp(`^(?:${source})$`),
  complaint: shape(message, source, ...examples),
});

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const LABEL_WITH_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const SUBDOMAIN_WITH_UNDERSCORE = `${LABEL_WITH_UNDERSCORE}(\\.${LABEL_WITH_UNDERSCORE})*`;
const KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

const dnsLabel = form(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  LABEL, 'my-name', '123-abc',
);
const dnsSubdomain = form(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN, 'example.com',
);
const dnsSubdomainWithUnderscore = form(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  SUBDOMAIN_WITH_UNDERSCORE, 'example.com',
);
const wildcardSubdomain = form(
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  `\\*\\.${SUBDOMAIN}`, '*.example.com',
);
const labelKey = form(
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  KEY, 'MyName', 'my.name', '123-abc',
);
const labelValue = form(
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  `(${KEY})?`, 'MyValue', 'my_value', '12345',
);
const configKey = form("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", '[-._a-zA-Z0-9]+', 'key.name', 'KEY_NAME', 'key-name');
const oldEnvironmentName = form(
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  '[-._a-zA-Z][-._a-zA-Z0-9]*', 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1',
);
const percent = form("a valid percent string must be a numeric string followed by an ending '%'", '[0-9]+%', '1%', '93%');
const httpHeader = form("a valid HTTP header must consist of alphanumeric characters or '-'", '[-A-Za-z0-9]+', 'X-Header-Name');

export const dnsLabelComplaints: NameCheck = value => {
  const long = byteLength(value) > 63;
  const shaped = dnsLabel.pattern.test(value);
  if (shaped && !long) return FINE;
  const complaints = long ? [atMost(63)] : [];
  if (!shaped) complaints.push(dnsSubdomain.pattern.test(value) ? 'must not contain dots' : dnsLabel.complaint);
  return complaints;
};
const within = (most: number, { pattern, complaint }: Form): NameCheck => value => {
  const long = byteLength(value) > most;
  const shaped = pattern.test(value);
  if (shaped && !long) return FINE;
  return [...(long ? [atMost(most)] : []), ...(shaped ? [] : [complaint])];
};
export const dnsSubdomainComplaints = within(253, dnsSubdomain);
export const dnsSubdomainWithUnderscoreComplaints = within(253, dnsSubdomainWithUnderscore);
export const wildcardSubdomainComplaints = within(253, wildcardSubdomain);

/** `name` or `prefix/name`: the key of a label, a resource, a condition, a gate. */
export const qualifiedNameComplaints: NameCheck = value => {
  const slash = value.indexOf('/');
  if (slash < 0) return namePartComplaints(value, []);
  if (value.includes('/', slash + 1)) return [`a valid label key ${labelKey.complaint} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const prefix = value.slice(0, slash);
  const before = prefix === '' ? ['prefix part must be non-empty'] : prefixComplaints(prefix);
  return namePartComplaints(value.slice(slash + 1), before);
};
function namePartComplaints(name: string, before: Complaints): Complaints {
  const shaped = labelKey.pattern.test(name);
  if (shaped && before.length === 0 && name.length <= 63) return FINE;
  const complaints = [...before];
  if (name === '') complaints.push('name part must be non-empty');
  else if (byteLength(name) > 63) complaints.push(`name part ${atMostBytes(63)}`);
  if (!shaped) complaints.push(`name part ${labelKey.complaint}`);
  return complaints;
}
function prefixComplaints(prefix: string): Complaints {
  const complaints = byteLength(prefix) > 253 ? [`prefix part ${atMostBytes(253)}`] : [];
  if (!dnsSubdomain.pattern.test(prefix)) complaints.push(`prefix part ${dnsSubdomain.complaint}`);
  return complaints;
}

export const labelValueComplaints: NameCheck = value => {
  const shaped = labelValue.pattern.test(value);
  if (shaped && value.length <= 63) return FINE;
  return [...(byteLength(value) > 63 ? [atMostBytes(63)] : []), ...(shaped ? [] : [labelValue.complaint])];
};

const climbs = (value: string): Complaints => {
  if (!value.startsWith('.')) return FINE;
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : FINE;
};
const configKeyForm = within(253, configKey);
export const configKeyComplaints: NameCheck = value => {
  const [formed, dots] = [configKeyForm(value), climbs(value)];
  return formed.length + dots.length === 0 ? FINE : [...formed, ...dots];
};

/** The name of a variable since v1.34: any printable ASCII but `=`. */
export const environmentNameComplaints: NameCheck = value => {
  if (value === '') return ['environment variable name must be non-empty'];
  return /^[ -<>-~]*$/.test(value) ? FINE : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};

/** What it was before, and what kubectl still asks for where it reads names itself. */
export const oldEnvironmentNameComplaints: NameCheck = value => {
  const [shaped, dots] = [oldEnvironmentName.pattern.test(value), climbs(value)];
  return shaped && dots.length === 0 ? FINE : [...(shaped ? [] : [oldEnvironmentName.complaint]), ...dots];
};

export const portNumberComplaints = (port: number): Complaints => (port >= 1 && port <= 65535 ? FINE : [inRange(1, 65535)]);
export const portNameComplaints: NameCheck = value => {
  if (value.length <= 15 && /^[a-z0-9]([a-z0-9]|-(?=[a-z0-9]))*$/.test(value) && /[a-z]/.test(value)) return FINE;
  const complaints: string[] = [];
  if (byteLength(value) > 15) complaints.push(atMost(15));
  if (!/^[-a-z0-9]+$/.test(value)) complaints.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) complaints.push('must contain at least one letter (a-z)');
  if (value.includes('--')) complaints.push('must not contain consecutive hyphens');
  if (value.startsWith('-') || value.endsWith('-')) complaints.push('must not begin or end with a hyphen');
  return complaints;
};

const byForm = ({ pattern, complaint }: Form): NameCheck => value => (pattern.test(value) ? FINE : [complaint]);
export const percentComplaints = byForm(percent);
export const httpHeaderComplaints = byForm(httpHeader);
export const idComplaints = (id: number): Complaints => (id >= 0 && id <= 2147483647 ? FINE : [inRange(0, 2147483647)]);

/** A name that is a segment of a URL's path: RBAC kinds, references. */
export const pathSegmentComplaints: NameCheck = value => (value === '.' || value === '..' ? [`may not be '${value}'`] : pathPrefixComplaints(value));
/** Of the beginning of a name: more is to follow. */
export const pathPrefixComplaints: NameCheck = value => ['/', '%'].filter(part => value.includes(part)).map(part => `may not contain '${part}'`);
/** What an invalid path of an HTTP URL is told; the path of `domain/path`. */
export const HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const httpPath = new RegExp(`^${HTTP_PATH}$`);
export const isHttpPath = (value: string): boolean => httpPath.test(value);
