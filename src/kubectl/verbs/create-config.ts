/** `kubectl create namespace`, `configmap`, `secret`, `quota`, `serviceaccount`, `priorityclass` and `poddisruptionbudget`. Follows kubectl pkg/cmd/create. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { canonicalQuantity, parseQuantity } from '../../model/quantity.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { clusterMetadata, metadata } from './generator.ts';
import type { Generator } from './generator.ts';
import { encodeBase64 } from '../../base/bytes.ts';
import { named } from './content-hash.ts';
import { CONFIG_MAP_WORDS, fromFiles, KEY_VALUE_FLAGS, keyValues, SECRET_WORDS } from './key-values.ts';
import { goJson } from '../printers/go-json.ts';
import { selectorObject } from './selector-object.ts';

const namespace: Generator = {
  name: 'namespace', aliases: ['ns'], use: 'namespace NAME [--dry-run=server|client|none]', summary: 'Create a Namespace', failed: '',
  *build(_, name) {
    return { kind: 'Namespace', apiVersion: 'v1', metadata: clusterMetadata(name), spec: {}, status: {} };
  },
};

const configMap: Generator = {
  name: 'configmap', aliases: ['cm'], use: 'configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]', summary: 'Create a ConfigMap',
  flags: KEY_VALUE_FLAGS, failed: 'failed to create configmap: ',
  *build(invocation, name) {
    const data = yield* keyValues(invocation.flags, CONFIG_MAP_WORDS(name));
    return named(invocation, { kind: 'ConfigMap', apiVersion: 'v1', metadata: metadata(invocation, name), ...(Object.keys(data).length > 0 ? { data } : {}) });
  },
};

const encoded = (data: Readonly<Record<string, string>>): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(data).map(([key, value]) => [key, encodeBase64(value)]));

const genericSecret: Generator = {
  name: 'generic', use: 'generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]', summary: 'Create a Secret of keys and values',
  flags: [...KEY_VALUE_FLAGS, ...flags('type string # The type of the Secret.')], failed: 'failed to create secret ',
  *build(invocation, name) {
    const data = encoded(yield* keyValues(invocation.flags, SECRET_WORDS));
    const type = invocation.flags.text('type');
    return named(invocation, { kind: 'Secret', apiVersion: 'v1', metadata: metadata(invocation, name), ...(Object.keys(data).length > 0 ? { data } : {}), ...(type === '' ? {} : { type }) });
  },
};

function* readPem(path: string): Client<string> {
  const file = yield* call({ call: 'readFile', path });
  if (!file.ok) throw new CommandError(`Cannot read file ${path}, open ${path}: no such file or directory`);
  return file.text;
}

const tlsSecret: Generator = {
  name: 'tls', use: 'tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]', summary: 'Create a Secret of a certificate and its key',
  flags: flags('append-hash bool # Put a hash of the content at the end of the name.\ncert string # The file with the certificate.\nkey string # The file with its key.'), failed: 'failed to create secret ',
  *build(invocation, name) {
    const [cert, key] = [invocation.flags.text('cert'), invocation.flags.text('key')];
    if (cert === '' || key === '') throw new CommandError('key and cert must be specified');
    const [certificate, secret] = [yield* readPem(cert), yield* readPem(key)];
    if (!certificate.includes('-----BEGIN ')) throw new CommandError('tls: failed to find any PEM data in certificate input');
    if (!secret.includes('-----BEGIN ')) throw new CommandError('tls: failed to find any PEM data in key input');
    return named(invocation, { kind: 'Secret', apiVersion: 'v1', metadata: metadata(invocation, name), data: encoded({ 'tls.crt': certificate, 'tls.key': secret }), type: 'kubernetes.io/tls' });
  },
};

const dockerSecret: Generator = {
  name: 'docker-registry',
  use: 'docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  summary: 'Create a Secret for a registry of images',
  flags: flags(`
    append-hash bool # Put a hash of the content at the end of the name.
    docker-email string # The account's address.
    docker-password string # Its password.
    docker-server string=https://index.docker.io/v1/ # The registry.
    docker-username string # Its user name.
    from-file slice # A docker configuration to take instead.
  `),
  failed: 'failed to create secret ',
  *build(invocation, name) {
    const { flags: values } = invocation;
    const [username, password, email, server] = [values.text('docker-username'), values.text('docker-password'), values.text('docker-email'), values.text('docker-server')];
    const files = values.list('from-file').map((file) => (file.includes('=') ? file : `.dockerconfigjson=${file}`));
    if (files.length === 0 && (username === '' || password === '' || server === '')) throw new CommandError(
      'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
    );
    const account = { username, password, ...(email === '' ? {} : { email }), auth: encodeBase64(`${username}:${password}`) };
    const data = files.length > 0 ? yield* fromFiles(files, SECRET_WORDS) : { '.dockerconfigjson': goJson({ auths: { [server]: account } }) };
    return named(invocation, { kind: 'Secret', apiVersion: 'v1', metadata: metadata(invocation, name), data: encoded(data), type: 'kubernetes.io/dockerconfigjson' });
  },
};

const serviceAccount: Generator = {
  name: 'serviceaccount', aliases: ['sa'], use: 'serviceaccount NAME [--dry-run=server|client|none]', summary: 'Create a ServiceAccount', failed: 'failed to create serviceaccount: ',
  *build(invocation, name) {
    return { kind: 'ServiceAccount', apiVersion: 'v1', metadata: metadata(invocation, name) };
  },
};

const quota: Generator = {
  name: 'quota', aliases: ['resourcequota'], use: 'quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]', summary: 'Create a ResourceQuota',
  flags: flags('hard string # Limits: pods=2,cpu=1.\nscopes string # Which Pods count.'), failed: 'failed to create quota: ',
  *build(invocation, name) {
    const [hard, scopes] = [invocation.flags.text('hard'), invocation.flags.text('scopes')];
    const limits = hard === '' ? [] : hard.split(',').map((statement): readonly [string, string] => {
      const parts = statement.split('=');
      if (parts.length !== 2) throw new CommandError(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
      if (parseQuantity(parts[1] ?? '') === null) throw new CommandError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
      return [parts[0] ?? '', canonicalQuantity(parts[1] ?? '')];
    });
    const named = scopes === '' ? [] : scopes.split(',');
    if (named.includes('')) throw new CommandError('invalid resource quota scope ""');
    return {
      kind: 'ResourceQuota', apiVersion: 'v1', metadata: metadata(invocation, name),
      spec: { ...(limits.length > 0 ? { hard: Object.fromEntries(limits) } : {}), ...(named.length > 0 ? { scopes: named } : {}) }, status: {},
    };
  },
};

const priorityClass: Generator = {
  name: 'priorityclass', aliases: ['pc'], use: 'priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]', summary: 'Create a PriorityClass',
  flags: flags(
    'description string # When to use it.\nglobal-default bool # Pods that name no class get this one.\npreemption-policy string=PreemptLowerPriority # PreemptLowerPriority or Never.\nvalue int # The priority.',
  ),
  failed: 'failed to create priorityclass: ',
  *build(invocation, name) {
    const { flags: values } = invocation;
    const description = values.text('description');
    return {
      kind: 'PriorityClass', apiVersion: 'scheduling.k8s.io/v1', metadata: clusterMetadata(name), value: values.int('value'),
      ...(values.bool('global-default') ? { globalDefault: true } : {}), ...(description === '' ? {} : { description }),
      preemptionPolicy: values.text('preemption-policy'),
    };
  },
};

const amount = (text: string): string | number => (text.endsWith('%') ? text : Number(text));

const disruptionBudget: Generator = {
  name: 'poddisruptionbudget', aliases: ['pdb'], use: 'poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]', summary: 'Create a PodDisruptionBudget',
  flags: flags('max-unavailable string # How many Pods may be missing.\nmin-available string # How many Pods must stay.\nselector string # Which Pods.'), failed: 'failed to create poddisruptionbudgets: ',
  *build(invocation, name) {
    const { flags: values } = invocation;
    const [selector, least, most] = [values.text('selector'), values.text('min-available'), values.text('max-unavailable')];
    if (selector === '') throw new CommandError('a selector must be specified');
    if (least === '' && most === '') throw new CommandError('one of min-available or max-unavailable must be specified');
    if (least !== '' && most !== '') throw new CommandError('min-available and max-unavailable cannot be both specified');
    if (least !== '' && !/^[0-9]+%?$/.test(least)) throw new CommandError('invalid format specified for min-available');
    if (most !== '' && !/^[0-9]+%?$/.test(most)) throw new CommandError('invalid format specified for max-unavailable');
    return {
      kind: 'PodDisruptionBudget', apiVersion: 'policy/v1', metadata: metadata(invocation, name),
      spec: { ...(least === '' ? {} : { minAvailable: amount(least) }), selector: selectorObject(selector), ...(most === '' ? {} : { maxUnavailable: amount(most) }) },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    };
  },
};

export const configGenerators: readonly Generator[] = [namespace, quota, configMap, serviceAccount, disruptionBudget, priorityClass];
export const secretGenerators: readonly Generator[] = [dockerSecret, genericSecret, tlsSecret];
