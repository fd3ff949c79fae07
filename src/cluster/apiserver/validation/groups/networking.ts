/** NetworkPolicies. Follows ValidateNetworkPolicySpec of pkg/apis/networking/validation. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { portNameComplaints } from '../../../../model/names.ts';
import { FieldErrors, asJson } from '../errors.ts';
import { ROOT, SPEC, labelSelector, portNumber } from '../common.ts';
import { rangeHolds, validateRange } from '../ip.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { has, items, number, object, optional, struct, text, texts } from '../values.ts';

interface Leniency {
  readonly selectors: boolean;
  readonly ranges: readonly string[];
}
const STRICT: Leniency = { selectors: false, ranges: [] };

function policy(errors: FieldErrors, late: FieldErrors, spec: k8s.NetworkPolicySpec, leniency: Leniency): void {
  labelSelector(errors, SPEC.child('podSelector'), spec.podSelector, leniency.selectors);
  for (const [rules, peers] of [['ingress', 'from'], ['egress', 'to']] as const) {
    items(spec[rules] as readonly (k8s.NetworkPolicyIngressRule & k8s.NetworkPolicyEgressRule)[] | undefined).forEach((rule, i) => {
      const path = SPEC.child(rules).index(i);
      items(rule.ports).forEach((port, j) => policyPort(errors, path.child('ports').index(j), port));
      items(rule[peers]).forEach((peer, j) => policyPeer(errors, late, path.child(peers).index(j), peer, leniency));
    });
  }
  const types = texts(spec.policyTypes);
  if (types.length > 2) return errors.invalid(SPEC.child('policyTypes'), asJson(types), 'may not specify more than two policyTypes');
  types.forEach((type, i) => {
    if (type !== 'Ingress' && type !== 'Egress') errors.notSupported(SPEC.child('policyTypes').index(i), type, ['Ingress', 'Egress']);
  });
}

/** Follows ValidateNetworkPolicyPort. */
function policyPort(errors: FieldErrors, path: FieldPath, port: k8s.NetworkPolicyPort): void {
  const protocol = text(port.protocol);
  if (has(port.protocol) && !['TCP', 'UDP', 'SCTP'].includes(protocol)) errors.notSupported(path.child('protocol'), protocol, ['TCP', 'UDP', 'SCTP']);
  const end = optional(port.endPort);
  const at = path.child('endPort');
  if (!has(port.port)) {
    if (end !== undefined) errors.invalid(at, end, 'may not be specified when `port` is not specified');
  } else if (typeof port.port === 'string') {
    if (end !== undefined) errors.invalid(at, end, 'may not be specified when `port` is non-numeric');
    errors.complaints(path.child('port'), port.port, portNameComplaints(port.port));
  } else {
    portNumber(errors, path.child('port'), number(port.port));
    if (end === undefined) return;
    if (end < number(port.port)) errors.invalid(at, end, 'must be greater than or equal to `port`');
    portNumber(errors, at, end);
  }
}

/** Follows ValidateNetworkPolicyPeer. */
function policyPeer(errors: FieldErrors, late: FieldErrors, path: FieldPath, peer: k8s.NetworkPolicyPeer, leniency: Leniency): void {
  const [pods, spaces, block] = [object(peer.podSelector), object(peer.namespaceSelector), object(peer.ipBlock)];
  labelSelector(errors, path.child('podSelector'), pods, leniency.selectors);
  labelSelector(errors, path.child('namespaceSelector'), spaces, leniency.selectors);
  if (block) ipBlock(errors, late, path.child('ipBlock'), block, leniency);
  const given = [pods, spaces, block].filter(each => each).length;
  if (given === 0) errors.required(path, 'must specify a peer');
  else if (given > 1 && block) errors.forbidden(path, 'may not specify both ipBlock and another peer');
}
/** Follows ValidateIPBlock. */
function ipBlock(errors: FieldErrors, late: FieldErrors, path: FieldPath, block: k8s.IPBlock, leniency: Leniency): void {
  const cidr = text(block.cidr);
  if (cidr === '') return late.required(path.child('cidr'));
  const range = validateRange(errors, path.child('cidr'), cidr, leniency.ranges);
  if (!range) return;
  texts(block.except).forEach((written, i) => {
    const at = path.child('except').index(i);
    const except = validateRange(errors, at, written, leniency.ranges);
    if (except && (!rangeHolds(range, except.address) || range.bits >= except.bits)) errors.invalid(at, written, 'must be a strict subset of `cidr`');
  });
}

/** What the older policy has already. */
function leniencyOf(old: k8s.NetworkPolicySpec): Leniency {
  const selector = new FieldErrors();
  labelSelector(selector, ROOT, old.podSelector);
  const peers = [...items(old.ingress).flatMap(rule => items(rule.from)), ...items(old.egress).flatMap(rule => items(rule.to))];
  const ranges = peers.flatMap(peer => [text(object(peer.ipBlock)?.cidr), ...texts(object(peer.ipBlock)?.except)]);
  return { selectors: selector.length > 0, ranges };
}

export const networkPolicies: KindRules = {
  create: (errors, raw) => {
    const late = new FieldErrors();
    checkMeta(errors, raw, namespaced());
    policy(errors, late, struct(as<k8s.NetworkPolicy>(raw).spec), STRICT);
    errors.list.push(...late.list);
  },
  update: (errors, next, old) => {
    const late = new FieldErrors();
    policy(errors, late, struct(as<k8s.NetworkPolicy>(next).spec), leniencyOf(struct(as<k8s.NetworkPolicy>(old).spec)));
    errors.list.push(...late.list);
  },
};
