/** Volumes that show facts of the Pod and tokens as files. Follows validateDownwardAPIVolumeSource and validateProjectionSources. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { dnsSubdomainComplaints, isHttpPath, HTTP_PATH, qualifiedNameComplaints, dnsLabelComplaints } from '../../../../model/names.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { checkName, labelSelector } from '../common.ts';
import { has, items, map, number, object, optional, text } from '../values.ts';
import { VOLUME_FIELDS, validateFieldRef, validateResourceFieldRef } from './env.ts';
import { nonReservedPath } from './mounts.ts';
import type { PodOptions } from './scope.ts';
import { fileMode, keyToPath, needs } from './volume-sources.ts';

export function validateDownwardApi(errors: FieldErrors, path: FieldPath, source: k8s.DownwardAPIVolumeSource): void {
  fileMode(errors, path.child('defaultMode'), source.defaultMode);
  // The server names no index in the paths of these items.
  for (const file of items(source.items)) downwardFile(errors, path, file);
}

function downwardFile(errors: FieldErrors, path: FieldPath, file: k8s.DownwardAPIVolumeFile): void {
  needs(errors, path, file, 'path');
  nonReservedPath(errors, path.child('path'), text(file.path));
  const [field, resource] = [object(file.fieldRef), object(file.resourceFieldRef)];
  if (field) {
    validateFieldRef(errors, path.child('fieldRef'), field, VOLUME_FIELDS);
    if (resource) errors.invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
  } else if (resource) validateResourceFieldRef(errors, path.child('resourceFieldRef'), resource, true);
  else errors.required(path, 'one of fieldRef and resourceFieldRef is required');
  fileMode(errors, path.child('mode'), file.mode);
}

/** Paths of all sources, to see that no two are the same. */
class Paths {
  private readonly taken = new Set<string>();
  constructor(
    private readonly errors: FieldErrors,
    private readonly path: FieldPath,
  ) {}
  take(path: string, shown: string): void {
    if (this.taken.has(path)) this.errors.invalid(this.path, shown, 'conflicting duplicate paths');
    else this.taken.add(path);
  }
}

export function validateProjected(errors: FieldErrors, path: FieldPath, projected: k8s.ProjectedVolumeSource, options: PodOptions): void {
  fileMode(errors, path.child('defaultMode'), projected.defaultMode);
  const paths = new Paths(errors, path);
  items(projected.sources).forEach((source, i) => {
    const at = path.child('sources').index(i);
    let given = 0;
    for (const field of ['secret', 'configMap'] as const) {
      const files = object(source[field]);
      if (!files) continue;
      given++;
      keyedFiles(errors, at.child(field), files, paths);
    }
    const downward = object(source.downwardAPI);
    if (downward) {
      given++;
      for (const file of items(downward.items)) {
        downwardFile(errors, at.child('downwardAPI'), file);
        if (text(file.path) !== '') paths.take(text(file.path), text(file.path));
      }
    }
    const [token, bundle, certificate] = [object(source.serviceAccountToken), object(source.clusterTrustBundle), object(source.podCertificate)];
    if (token) {
      given++;
      serviceAccountToken(errors, path, at.child('serviceAccountToken'), token, options);
    }
    if (bundle) {
      given++;
      clusterTrustBundle(errors, at.child('clusterTrustBundle'), bundle, paths);
    }
    if (certificate) {
      given++;
      podCertificate(errors, at.child('podCertificate'), certificate, paths);
    }
    if (given > 1) errors.forbidden(at, 'may not specify more than 1 volume type per source');
  });
}

function keyedFiles(errors: FieldErrors, path: FieldPath, source: k8s.SecretProjection | k8s.ConfigMapProjection, paths: Paths): void {
  needs(errors, path, source, 'name');
  items(source.items).forEach((item, i) => {
    keyToPath(errors, path.child('items').index(i), item);
    if (text(item.path) !== '') paths.take(text(item.path), text(source.name));
  });
}

function serviceAccountToken(errors: FieldErrors, volume: FieldPath, path: FieldPath, token: k8s.ServiceAccountTokenProjection, options: PodOptions): void {
  const seconds = optional(token.expirationSeconds);
  const at = path.child('expirationSeconds');
  if (seconds === undefined) errors.required(at);
  else if (seconds < 600) errors.invalid(at, seconds, 'may not specify a duration less than 10 minutes');
  else if (seconds > 2 ** 32) errors.invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds');
  // The server names the volume here, not the source.
  if (text(token.path) === '') errors.required(volume.child('path'));
  else if (!options.nonLocalTokenPath) nonReservedPath(errors, volume.child('path'), text(token.path));
}

function clusterTrustBundle(errors: FieldErrors, path: FieldPath, bundle: k8s.ClusterTrustBundleProjection, paths: Paths): void {
  const [byName, bySigner] = [has(bundle.name), has(bundle.signerName)];
  if (byName && bySigner) errors.invalid(path, asType('core.ClusterTrustBundleProjection', bundle), 'only one of name and signerName may be used');
  else if (byName) {
    const name = text(bundle.name);
    if (name === '') errors.required(path.child('name'), 'must be a valid object name');
    for (const complaint of dnsSubdomainComplaints(name.slice(name.lastIndexOf(':') + 1))) errors.invalid(path.child('name'), name, `not a valid clustertrustbundlename: ${complaint}`);
    if (has(bundle.labelSelector)) errors.invalid(path.child('labelSelector'), asType('metav1.LabelSelector', bundle.labelSelector), 'labelSelector must be unset if name is specified');
  } else if (bySigner) {
    if (text(bundle.signerName) === '') errors.required(path.child('signerName'), 'must be a valid signer name');
    signerName(errors, path.child('signerName'), text(bundle.signerName));
    labelSelector(errors, path.child('labelSelector'), bundle.labelSelector);
  } else errors.required(path, 'either name or signerName must be specified');
  needs(errors, path, bundle, 'path');
  nonReservedPath(errors, path.child('path'), text(bundle.path));
  paths.take(text(bundle.path), text(bundle.path));
}

const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];
function podCertificate(errors: FieldErrors, path: FieldPath, certificate: k8s.PodCertificateProjection, paths: Paths): void {
  const signer = text(certificate.signerName);
  signerName(errors, path.child('signerName'), signer);
  for (const key in map((certificate as { readonly userAnnotations?: unknown }).userAnnotations)) {
    const complaints = qualifiedNameComplaints(key.toLowerCase());
    errors.complaints(path.child('userAnnotations'), key.toLowerCase(), complaints);
    if (complaints.length === 0 && !key.includes('/')) errors.invalid(path.child('userAnnotations'), key.toLowerCase(), 'must be a domain-prefixed key (such as "acme.io/foo")');
  }
  if (!KEY_TYPES.includes(text(certificate.keyType))) errors.notSupported(path.child('keyType'), text(certificate.keyType), KEY_TYPES);
  const seconds = optional(certificate.maxExpirationSeconds);
  const most = signer.startsWith('kubernetes.io/') ? 24 * 3600 : 91 * 24 * 3600;
  if (seconds !== undefined && seconds < 3600) errors.invalid(path.child('maxExpirationSeconds'), seconds, 'if provided, maxExpirationSeconds must be >= 3600');
  if (number(seconds) > most) errors.invalid(path.child('maxExpirationSeconds'), number(seconds), `if provided, maxExpirationSeconds must be <= ${most}`);
  let given = 0;
  for (const field of ['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const) {
    const file = text(certificate[field]);
    if (file === '') continue;
    given++;
    nonReservedPath(errors, path.child(field), file);
    paths.take(file, file);
  }
  if (given === 0) errors.required(path, 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath');
}

/** `example.com/name`: a domain and a path. Follows ValidateSignerName. */
function signerName(errors: FieldErrors, path: FieldPath, name: string): void {
  if (name === '') return errors.required(path);
  const slash = name.indexOf('/');
  if (slash < 0) return errors.invalid(path, name, 'must be a fully qualified domain and path of the form "example.com/signer-name"');
  const [domain, rest] = [name.slice(0, slash), name.slice(slash + 1)];
  for (const label of domain.split('.')) checkName(errors, path, label, dnsLabelComplaints);
  if (domain.split('.').length < 2) errors.invalid(path, domain, 'should be a domain with at least two segments separated by dots');
  if (!isHttpPath(rest)) errors.invalid(path, rest, `Invalid path (regex used for validation is '${HTTP_PATH}')`);
}
