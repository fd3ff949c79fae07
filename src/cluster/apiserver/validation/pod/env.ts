/** Variables of containers and where their values come from. Follows ValidateEnv and ValidateEnvFrom. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { canonicalQuantity, compareQuantities } from '../../../../model/quantity.ts';
import { configKeyComplaints, dnsLabelComplaints, dnsSubdomainComplaints, environmentNameComplaints, qualifiedNameComplaints, type NameCheck } from '../../../../model/names.ts';
import type { FieldErrors } from '../errors.ts';
import { checkName, requiredName, requiredText } from '../common.ts';
import { maskTrailingDash } from '../metadata.ts';
import { items, object, quantity, text } from '../values.ts';

export function validateEnv(errors: FieldErrors, path: FieldPath, variables: readonly k8s.EnvVar[] | undefined): void {
  if (!variables) return;
  items(variables).forEach((variable, i) => {
    const at = path.index(i);
    if (text(variable.name) === '') errors.required(at.child('name'));
    else checkName(errors, at.child('name'), text(variable.name), environmentNameComplaints);
    const from = object(variable.valueFrom);
    if (from) valueFrom(errors, at.child('valueFrom'), from, text(variable.value));
  });
}

function valueFrom(errors: FieldErrors, path: FieldPath, from: k8s.EnvVarSource, value: string): void {
  const [field, resource, config, secret, file] = [object(from.fieldRef), object(from.resourceFieldRef), object(from.configMapKeyRef), object(from.secretKeyRef), object(from.fileKeyRef)];
  if (field) validateFieldRef(errors, path.child('fieldRef'), field, ENV_FIELDS);
  if (resource) validateResourceFieldRef(errors, path.child('resourceFieldRef'), resource, false);
  if (config) keySelector(errors, path.child('configMapKeyRef'), config);
  if (secret) keySelector(errors, path.child('secretKeyRef'), secret);
  if (file) fileKeySelector(errors, path.child('fileKeyRef'), file);
  const sources = [field, resource, config, secret, file].filter(source => source).length;
  if (sources === 0) errors.invalid(path, '', 'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`');
  else if (value !== '') errors.invalid(path, '', 'may not be specified when `value` is not empty');
  else if (sources > 1) errors.invalid(path, '', 'may not have more than one field specified at a time');
}

/** Follows validateConfigMapKeySelector and validateSecretKeySelector. */
function keySelector(errors: FieldErrors, path: FieldPath, selector: { readonly name?: string | undefined; readonly key: string }): void {
  checkName(errors, path.child('name'), text(selector.name), dnsSubdomainComplaints);
  requiredName(errors, path.child('key'), text(selector.key), configKeyComplaints);
}
function fileKeySelector(errors: FieldErrors, path: FieldPath, selector: k8s.FileKeySelector): void {
  requiredName(errors, path.child('key'), text(selector.key), environmentNameComplaints);
  requiredName(errors, path.child('volumeName'), text(selector.volumeName), dnsLabelComplaints);
  requiredText(errors, path, 'path', selector.path);
  if (text(selector.path).split('/').includes('..')) errors.invalid(path.child('path'), selector.path, "must not contain '..'");
}

/** The server checks these names as if more letters followed. */
const prefixComplaints: NameCheck = name => dnsSubdomainComplaints(maskTrailingDash(name));

export function validateEnvFrom(errors: FieldErrors, path: FieldPath, sources: readonly k8s.EnvFromSource[] | undefined): void {
  if (!sources) return;
  items(sources).forEach((source, i) => {
    const at = path.index(i);
    const prefix = text(source.prefix);
    if (prefix !== '') checkName(errors, at.child('prefix'), prefix, environmentNameComplaints);
    const [config, secret] = [object(source.configMapRef), object(source.secretRef)];
    if (config) requiredName(errors, at.child('configMapRef', 'name'), text(config.name), prefixComplaints);
    if (secret) requiredName(errors, at.child('secretRef', 'name'), text(secret.name), prefixComplaints);
    if (!config && !secret) errors.invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`');
    else if (config && secret) errors.invalid(path, '', 'may not have more than one field specified at a time');
  });
}

/** Fields of a Pod that variables can take, in order of text, as messages list them. */
const ENV_FIELDS: readonly string[] = ['metadata.name', 'metadata.namespace', 'metadata.uid', 'spec.nodeName', 'spec.serviceAccountName', 'status.hostIP', 'status.hostIPs', 'status.podIP', 'status.podIPs'];
/** Fields of a Pod that files of a volume can take. */
export const VOLUME_FIELDS: readonly string[] = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
/** Labels of fields that the API knows for Pods. Follows ConvertDownwardAPIFieldLabel. */
const KNOWN_FIELDS = new Set([...ENV_FIELDS, ...VOLUME_FIELDS, 'spec.restartPolicy', 'spec.schedulerName', 'status.phase', 'spec.host']);

/** Follows validateObjectFieldSelector. */
export function validateFieldRef(errors: FieldErrors, path: FieldPath, ref: k8s.ObjectFieldSelector, offered: readonly string[]): void {
  const [version, field] = [text(ref.apiVersion), text(ref.fieldPath)];
  if (version === '') return errors.required(path.child('apiVersion'));
  if (field === '') return errors.required(path.child('fieldPath'));
  const subscripted = /^([^]+?)\['([^]*)'\]$/.exec(field);
  const problem = fieldProblem(version, field, subscripted?.[1]);
  if (problem !== '') return errors.invalid(path.child('fieldPath'), field, `error converting fieldPath: ${problem}`);
  if (subscripted) {
    const key = subscripted[2] ?? '';
    const lowered = subscripted[1] === 'metadata.annotations' ? key.toLowerCase() : key;
    return errors.complaints(path, lowered, qualifiedNameComplaints(lowered));
  }
  const name = field === 'spec.host' ? 'spec.nodeName' : field;
  if (!offered.includes(name)) errors.notSupported(path.child('fieldPath'), name, offered);
}
function fieldProblem(version: string, field: string, subscripted: string | undefined): string {
  if (version !== 'v1') return `unsupported pod version: ${version}`;
  if (subscripted !== undefined) return subscripted === 'metadata.annotations' || subscripted === 'metadata.labels' ? '' : `field label does not support subscript: ${field}`;
  return KNOWN_FIELDS.has(field) ? '' : `field label not supported: ${field}`;
}

const RESOURCES: readonly string[] = ['limits.cpu', 'limits.ephemeral-storage', 'limits.memory', 'requests.cpu', 'requests.ephemeral-storage', 'requests.memory'];
const BYTE_DIVISORS = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
const isHugePages = (resource: string): boolean => resource.startsWith('requests.hugepages-') || resource.startsWith('limits.hugepages-');

/** Follows validateContainerResourceFieldSelector. */
export function validateResourceFieldRef(errors: FieldErrors, path: FieldPath, ref: k8s.ResourceFieldSelector, ofVolume: boolean): void {
  const resource = text(ref.resource);
  if (ofVolume && text(ref.containerName) === '') errors.required(path.child('containerName'));
  else if (resource === '') errors.required(path.child('resource'));
  else if (!RESOURCES.includes(resource) && !isHugePages(resource)) errors.notSupported(path.child('resource'), resource, RESOURCES);
  divisor(errors, path.child('divisor'), resource, quantity(ref.divisor) ?? '0');
}
function divisor(errors: FieldErrors, path: FieldPath, resource: string, given: string): void {
  if (compareQuantities(given, '0') === 0) return;
  const kind = resource.endsWith('.cpu') ? 'cpu' : resource.endsWith('.memory') ? 'memory' : resource.endsWith('.ephemeral-storage') ? 'local ephemeral storage' : 'hugepages';
  const [allowed, listed] = kind === 'cpu' ? [['1m', '1'], '1m and 1'] : [BYTE_DIVISORS, BYTE_DIVISORS.join(', ')];
  if (!RESOURCES.includes(resource) && !isHugePages(resource)) return;
  if (!allowed.includes(canonicalQuantity(given))) errors.invalid(path, resource, `only divisor's values ${listed} are supported with the ${kind} resource`);
}

/** A fileKeyRef reads a file of an emptyDir of the same Pod. Follows validateFileKeyRefVolumes. */
export function validateFileKeyVolumes(errors: FieldErrors, path: FieldPath, variables: readonly k8s.EnvVar[] | undefined, volumes: readonly k8s.Volume[]): void {
  if (!variables) return;
  items(variables).forEach((variable, i) => {
    const ref = object(object(variable.valueFrom)?.fileKeyRef);
    if (!ref) return;
    const at = path.index(i).child('valueFrom', 'fileKeyRef', 'volumeName');
    const name = text(ref.volumeName);
    const volume = volumes.findLast(each => text(each.name) === name);
    if (!volume) errors.notFound(at, name);
    else if (!object(volume.emptyDir)) errors.invalid(at, name, 'referenced volume must be of type emptyDir');
  });
}
