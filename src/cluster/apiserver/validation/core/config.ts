/** ConfigMaps, Secrets, ServiceAccounts and Namespaces. */
import { decodeBase64 } from '../../../../base/bytes.ts';
import type { FieldPath } from '../../../../model/field-path.ts';
import { FieldPath as Path } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { byteLength, configKeyComplaints, dnsLabelComplaints } from '../../../../model/names.ts';
import type { FieldErrors } from '../errors.ts';
import { METADATA, ROOT, SPEC, STATUS, checkName, immutable } from '../common.ts';
import { jsonObjectProblem } from '../go/json-syntax.ts';
import { goEqual } from '../go/values.ts';
import { finalizerName } from '../metadata.ts';
import { as, checkMeta, clusterWide, namespaced, type KindRules } from '../rules.ts';
import { has, map, struct, text, texts, type Fields } from '../values.ts';

const MOST_BYTES = 1024 * 1024;
const DATA = Path.of('data');
const FROZEN = 'field is immutable when `immutable` is set';

/** How many bytes a base64 text stands for. */
const decodedLength = (encoded: string): number => Math.floor((encoded.replace(/[^A-Za-z0-9+/]/g, '').length * 3) / 4);
const ownKeys = (value: unknown): Fields => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {});

/** Follows ValidateConfigMap. */
function configMap(errors: FieldErrors, config: k8s.ConfigMap): void {
  const [data, binary] = [ownKeys(config.data), ownKeys(config.binaryData)];
  let bytes = 0;
  for (const key in data) {
    checkName(errors, DATA.key(key), key, configKeyComplaints);
    if (Object.hasOwn(binary, key)) errors.invalid(DATA.key(key), key, 'duplicate of key present in binaryData');
    bytes += byteLength(text(data[key]));
  }
  for (const key in binary) {
    checkName(errors, Path.of('binaryData').key(key), key, configKeyComplaints);
    bytes += decodedLength(text(binary[key]));
  }
  if (bytes > MOST_BYTES) errors.tooLong(ROOT, MOST_BYTES);
}

/** What was made immutable stays so, and its data with it. */
function frozen(errors: FieldErrors, next: Fields, old: Fields, fields: readonly string[]): void {
  if (old['immutable'] !== true) return;
  if (next['immutable'] !== true) errors.forbidden(Path.of('immutable'), FROZEN);
  for (const field of fields) if (!goEqual('{}string', next[field], old[field])) errors.forbidden(Path.of(field), FROZEN);
}

export const configMaps: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, namespaced());
    configMap(errors, as<k8s.ConfigMap>(object));
  },
  update: (errors, next, old) => {
    frozen(errors, next, old, ['data', 'binaryData']);
    configMaps.create(errors, next, { allowPrivileged: true });
  },
};

/** Follows ValidateSecret. */
function secret(errors: FieldErrors, given: k8s.Secret): void {
  const data = ownKeys(given.data);
  let bytes = 0;
  for (const key in data) {
    checkName(errors, DATA.key(key), key, configKeyComplaints);
    bytes += decodedLength(text(data[key]));
  }
  if (bytes > MOST_BYTES) errors.tooLong(DATA, MOST_BYTES);
  const needs = (...keys: readonly string[]): void => keys.forEach(key => {
    if (!Object.hasOwn(data, key)) errors.required(DATA.key(key));
  });
  switch (text(given.type)) {
    case 'kubernetes.io/service-account-token': {
      const key = 'kubernetes.io/service-account.name';
      if (text(map(struct(given.metadata).annotations)[key]) === '') errors.required(METADATA.child('annotations').key(key));
      return;
    }
    case 'kubernetes.io/dockercfg': return dockerLogin(errors, DATA.key('.dockercfg'), data['.dockercfg']);
    case 'kubernetes.io/dockerconfigjson': return dockerLogin(errors, DATA.key('.dockerconfigjson'), data['.dockerconfigjson']);
    case 'kubernetes.io/basic-auth':
      if (!Object.hasOwn(data, 'username') && !Object.hasOwn(data, 'password')) needs('username', 'password');
      return;
    case 'kubernetes.io/ssh-auth':
      if (text(data['ssh-privatekey']) === '') errors.required(DATA.key('ssh-privatekey'));
      return;
    case 'kubernetes.io/tls': needs('tls.crt', 'tls.key');
  }
}
function dockerLogin(errors: FieldErrors, path: FieldPath, encoded: unknown): void {
  if (typeof encoded !== 'string') return errors.required(path);
  const problem = jsonObjectProblem(decodeBase64(encoded));
  if (problem !== '') errors.invalid(path, '<secret contents redacted>', problem);
}

export const secrets: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, namespaced());
    secret(errors, as<k8s.Secret>(object));
  },
  update: (errors, next, old) => {
    immutable(errors, Path.of('type'), 'string', text(next['type']), text(old['type']));
    frozen(errors, next, old, ['data']);
    secrets.create(errors, next, { allowPrivileged: true });
  },
};

export const serviceAccounts: KindRules = {
  create: (errors, object) => checkMeta(errors, object, namespaced()),
  update: (errors, next) => {
    checkMeta(errors, next, namespaced());
  },
};

export const namespaces: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, clusterWide(dnsLabelComplaints));
    for (const finalizer of texts(struct(as<k8s.Namespace>(object).spec).finalizers)) finalizerName(errors, SPEC.child('finalizers'), finalizer);
  },
  update: (errors, next, _, context) => namespaces.create(errors, next, context),
  subresources: {
    status: (errors, next) => {
      const phase = text(struct(as<k8s.Namespace>(next).status).phase);
      const leaving = has(struct(next.metadata).deletionTimestamp);
      if (!leaving && phase !== 'Active') errors.invalid(STATUS.child('Phase'), phase, "may only be 'Active' if `deletionTimestamp` is empty");
      if (leaving && phase !== 'Terminating') errors.invalid(STATUS.child('Phase'), phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
    },
    finalize: (errors, next) => {
      texts(struct(as<k8s.Namespace>(next).spec).finalizers).forEach((finalizer, i) => finalizerName(errors, SPEC.child('finalizers').index(i), finalizer));
    },
  },
};
