/** Nodes. Follows ValidateNode and ValidateNodeUpdate. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { configKeyComplaints, dnsLabelComplaints, dnsSubdomainComplaints } from '../../../../model/names.ts';
import { asJson, asType, type FieldErrors } from '../errors.ts';
import { METADATA, SPEC, STATUS, positive, requiredName, requiredText } from '../common.ts';
import { parseRange, validateRange } from '../ip.ts';
import { resourceAmount } from '../pod/resources.ts';
import { validateTaints } from '../pod/tolerations.ts';
import { as, checkMeta, clusterWide, type KindRules } from '../rules.ts';
import { has, items, object, quantities, struct, text, texts } from '../values.ts';

const CIDRS = SPEC.child('podCIDRs');

/** Follows ValidateNodeResources. */
function resources(errors: FieldErrors, status: k8s.NodeStatus): void {
  for (const field of ['capacity', 'allocatable'] as const) {
    const amounts = quantities(status[field]);
    for (const name in amounts) resourceAmount(errors, STATUS.child(field, name), name, amounts[name] ?? '0');
  }
}

const FEATURE = /^[A-Z][a-zA-Z0-9]*(\/[a-zA-Z][a-zA-Z0-9]*)*$/;
/** Follows validateNodeDeclaredFeatures. */
function declaredFeatures(errors: FieldErrors, path: FieldPath, features: readonly string[]): void {
  features.forEach((feature, i) => {
    if (feature.length > 253) errors.invalid(path.index(i), feature, `invalid feature name ${JSON.stringify(feature)}: must be no more than 253 characters`);
    else if (!FEATURE.test(feature)) {
      errors.invalid(
        path.index(i), feature,
        `invalid feature name ${JSON.stringify(feature)}: must start with an UpperCamelCase segment, with subsequent segments separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only alphanumeric characters and slashes`,
      );
    }
    const next = features[i + 1];
    if (next === undefined) return;
    if (feature === next) errors.duplicate(path.index(i + 1), next);
    else if (feature > next) errors.invalid(path.index(i + 1), next, 'list must be sorted alphabetically');
  });
}

function validateNode(errors: FieldErrors, node: k8s.Node): void {
  const [spec, status] = [struct(node.spec), struct(node.status)];
  // The server shows taints under metadata.
  validateTaints(errors, METADATA.child('taints'), spec.taints);
  resources(errors, status);
  const swap = object(object(status.nodeInfo)?.swap);
  if (swap && has(swap.capacity)) positive(errors, METADATA.child('nodeSwapStatus', 'capacity'), swap.capacity);
  declaredFeatures(errors, STATUS.child('declaredFeatures'), texts(status.declaredFeatures));
  const ranges = texts(spec.podCIDRs);
  ranges.forEach((range, i) => validateRange(errors, CIDRS.index(i), range));
  if (ranges.length < 2) return;
  const families = new Set(ranges.map(range => parseRange(range)?.address.family));
  if (families.size < 2 || ranges.length > 2) errors.invalid(CIDRS, asJson(ranges), 'may specify no more than one CIDR for each IP family');
}

function validateNodeUpdate(errors: FieldErrors, next: k8s.Node, old: k8s.Node): void {
  const [spec, status, before] = [struct(next.spec), struct(next.status), struct(old.spec)];
  resources(errors, status);
  declaredFeatures(errors, STATUS.child('declaredFeatures'), texts(status.declaredFeatures));
  const seen = new Set<string>();
  items(status.addresses).forEach((address, i) => {
    const key = `${text(address.type)} ${text(address.address)}`;
    if (seen.has(key)) errors.duplicate(STATUS.child('addresses').index(i), asType('core.NodeAddress', address));
    seen.add(key);
  });
  rangesStay(errors, texts(spec.podCIDRs), texts(before.podCIDRs));
  const [id, oldId] = [text(spec.providerID), text(before.providerID)];
  if (oldId !== '' && id !== oldId) errors.invalid(SPEC.child('providerID'), null, id === '' ? 'field cannot be cleared once set' : 'field cannot be modified once set');
  const source = object(spec.configSource);
  if (source) configSource(errors, SPEC.child('configSource'), source, false);
  const config = object(status.config);
  for (const field of ['assigned', 'active', 'lastKnownGood'] as const) {
    const held = object(config?.[field]);
    if (held) configSource(errors, STATUS.child('config', field), held, true);
  }
  validateTaints(errors, METADATA.child('taints'), spec.taints);
  if (text(spec.externalID) !== text(before.externalID)) errors.forbidden(SPEC.child('externalID'), 'may not be updated');
}
function rangesStay(errors: FieldErrors, next: readonly string[], old: readonly string[]): void {
  if (old.length === 0) return;
  const message = 'node updates may not change podCIDR except from "" to valid';
  if (old.length !== next.length) return errors.forbidden(CIDRS, message);
  old.forEach((range, i) => {
    if (range !== next[i]) errors.forbidden(CIDRS, message);
  });
}

/** Follows validateNodeConfigSourceSpec and validateNodeConfigSourceStatus. */
function configSource(errors: FieldErrors, path: FieldPath, source: k8s.NodeConfigSource, ofStatus: boolean): void {
  const map = object(source.configMap);
  if (!map) return errors.invalid(path, asType('core.NodeConfigSource', source), 'exactly one reference subfield must be non-nil');
  const at = path.child('configMap');
  for (const field of ['uid', 'resourceVersion'] as const) {
    if (ofStatus) requiredText(errors, at, field, map[field]);
    else if (text(map[field]) !== '') errors.forbidden(at.child(field), `${field} must not be set in spec`);
  }
  requiredName(errors, at.child('namespace'), text(map.namespace), dnsLabelComplaints);
  requiredName(errors, at.child('name'), text(map.name), dnsSubdomainComplaints);
  requiredName(errors, at.child('kubeletConfigKey'), text(map.kubeletConfigKey), configKeyComplaints);
}

export const nodes: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, clusterWide());
    validateNode(errors, as<k8s.Node>(object));
  },
  update: (errors, next, old, context) => {
    nodes.create(errors, next, context);
    validateNodeUpdate(errors, as<k8s.Node>(next), as<k8s.Node>(old));
  },
  subresources: {
    status: (errors, next, old) => {
      validateNodeUpdate(errors, as<k8s.Node>(next), as<k8s.Node>(old));
    },
  },
};
