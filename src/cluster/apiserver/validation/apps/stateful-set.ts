/** StatefulSets. Follows ValidateStatefulSetSpec. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { dnsLabelComplaints } from '../../../../model/names.ts';
import type { ValidationContext } from '../context.ts';
import { FieldErrors, asType } from '../errors.ts';
import { SPEC, amountOf, amountOrPercent, atMostAllPercent, dnsLabel, immutable, labels, notNegative } from '../common.ts';
import { validateClaimSpec } from '../core/claim-spec.ts';
import { ofEndlessPods, replicaCounts } from '../core/replication-controller.ts';
import { annotations } from '../metadata.ts';
import { annotationsOf, validatePodAnnotations } from '../pod/annotations.ts';
import { templateOptions } from '../pod/options.ts';
import { scopeOf } from '../pod/spec.ts';
import { validatePodTemplate } from '../pod/template.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { has, intOrText, items, object, struct, text, type Fields } from '../values.ts';
import { collisionsGrow, counts, readable, requiredSelector, selectedTemplate } from './workload.ts';

type Spec = k8s.StatefulSetSpec;
/** An update lets pass what cannot change and what the older object was refused for. */
interface Leniency {
  readonly serviceName: boolean;
  readonly claimTemplates: boolean;
  readonly template: boolean;
}
const STRICT: Leniency = { serviceName: false, claimTemplates: false, template: false };

function validateSpec(errors: FieldErrors, spec: Spec, old: Spec | undefined, leniency: Leniency, context: ValidationContext): void {
  const policy = text(spec.podManagementPolicy);
  if (policy === '') errors.required(SPEC.child('podManagementPolicy'));
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') errors.invalid(SPEC.child('podManagementPolicy'), policy, "must be 'OrderedReady' or 'Parallel'");
  updateStrategy(errors, SPEC.child('updateStrategy'), struct(spec.updateStrategy));
  retention(errors, SPEC.child('persistentVolumeClaimRetentionPolicy'), object(spec.persistentVolumeClaimRetentionPolicy));
  if (!leniency.claimTemplates) items(spec.volumeClaimTemplates).forEach((claim, i) => validateClaimSpec(errors, SPEC.child('volumeClaimTemplates').index(i).child('spec'), struct(claim.spec)));
  notNegative(errors, SPEC, 'replicas', spec.replicas);
  notNegative(errors, SPEC, 'minReadySeconds', spec.minReadySeconds);
  notNegative(errors, SPEC, 'ordinals.start', object(spec.ordinals)?.start);
  if (!leniency.serviceName && text(spec.serviceName) !== '') dnsLabel(errors, SPEC.child('serviceName'), text(spec.serviceName));
  requiredSelector(errors, spec.selector, 'statefulset');
  if (readable(errors, spec.selector, '')) validateTemplate(errors, SPEC.child('template'), spec, old, leniency, context);
  ofEndlessPods(errors, SPEC.child('template'), struct(struct(spec.template).spec), 'StatefulSet');
}

function updateStrategy(errors: FieldErrors, path: FieldPath, strategy: k8s.StatefulSetUpdateStrategy): void {
  const rolling = object(strategy.rollingUpdate);
  switch (text(strategy.type)) {
    case '': return errors.required(path);
    case 'OnDelete':
      if (rolling) errors.invalid(path.child('rollingUpdate'), asType('apps.RollingUpdateStatefulSetStrategy', rolling), "only allowed for updateStrategy 'RollingUpdate'");
      return;
    case 'RollingUpdate':
      if (rolling) rollingUpdate(errors, path.child('rollingUpdate'), rolling);
      return;
    default: errors.invalid(path, asType('apps.StatefulSetUpdateStrategy', strategy), "must be 'RollingUpdate' or 'OnDelete'");
  }
}
/** Follows validateRollingUpdateStatefulSet. */
function rollingUpdate(errors: FieldErrors, path: FieldPath, rolling: k8s.RollingUpdateStatefulSetStrategy): void {
  notNegative(errors, path, 'partition', rolling.partition);
  if (!has(rolling.maxUnavailable)) return;
  const unavailable = intOrText(rolling.maxUnavailable);
  amountOrPercent(errors, path.child('maxUnavailable'), unavailable);
  if (amountOf(unavailable) === 0) errors.invalid(path.child('maxUnavailable'), unavailable, 'cannot be 0');
  atMostAllPercent(errors, path.child('maxUnavailable'), unavailable);
}
function retention(errors: FieldErrors, path: FieldPath, policy: k8s.StatefulSetPersistentVolumeClaimRetentionPolicy | undefined): void {
  if (!policy) return;
  for (const field of ['whenDeleted', 'whenScaled'] as const) {
    const word = text(policy[field]);
    if (word !== 'Retain' && word !== 'Delete') errors.notSupported(path.child(field), word, ['Retain', 'Delete']);
  }
}

/** The template as its Pods will be: host names are theirs, and each claim template is a volume. */
function asPodsWillBe(spec: Spec): k8s.PodTemplateSpec {
  const template = struct(spec.template);
  const claims = items(spec.volumeClaimTemplates).map(claim => text(struct(claim.metadata).name));
  const podSpec = struct(template.spec);
  if (claims.length === 0 && text(podSpec.hostname) === '' && text(podSpec.subdomain) === '') return template;
  const volumes = [...new Set(claims)].map(name => ({ name, persistentVolumeClaim: { claimName: name } }));
  return { ...template, spec: { ...podSpec, hostname: '', subdomain: '', volumes: [...volumes, ...items(podSpec.volumes).filter(volume => !claims.includes(text(volume.name)))] } };
}
/** Follows ValidatePodTemplateSpecForStatefulSet. */
function validateTemplate(errors: FieldErrors, path: FieldPath, spec: Spec, old: Spec | undefined, leniency: Leniency, context: ValidationContext): void {
  const template = asPodsWillBe(spec);
  selectedTemplate(errors, path, spec.selector, template);
  const options = templateOptions(object(old?.template));
  if (!leniency.template) validatePodTemplate(errors, path, template, options, context);
  const meta = struct(template.metadata);
  labels(errors, path.child('labels'), meta.labels);
  annotations(errors, path.child('annotations'), meta.annotations);
  validatePodAnnotations(scopeOf(errors, struct(template.spec), options, context), path.child('annotations'), annotationsOf(meta));
}

function validateUpdate(errors: FieldErrors, next: Spec, old: Spec, context: ValidationContext): void {
  const before = new FieldErrors();
  const leniency = { serviceName: true, claimTemplates: true, template: false };
  validateSpec(before, old, old, leniency, context);
  validateSpec(errors, next, old, { ...leniency, template: before.length > 0 }, context);
  immutable(errors, SPEC.child('selector'), '*metav1.LabelSelector', next.selector, old.selector);
  immutable(errors, SPEC.child('volumeClaimTemplates'), '[]core.PersistentVolumeClaim', next.volumeClaimTemplates, old.volumeClaimTemplates);
  immutable(errors, SPEC.child('serviceName'), 'string', text(next.serviceName), text(old.serviceName));
  immutable(errors, SPEC.child('podManagementPolicy'), 'string', text(next.podManagementPolicy), text(old.podManagementPolicy));
}

export const statefulSets: KindRules = {
  create: (errors, object, context) => {
    checkMeta(errors, object, namespaced(dnsLabelComplaints));
    validateSpec(errors, struct(as<k8s.StatefulSet>(object).spec), undefined, STRICT, context);
  },
  update: (errors, next, old, context) => {
    validateUpdate(errors, struct(as<k8s.StatefulSet>(next).spec), struct(as<k8s.StatefulSet>(old).spec), context);
  },
  subresources: {
    status: (errors, next, old) => {
      const status = struct(next['status'] as Fields | undefined);
      counts(errors, status, ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration', 'collisionCount']);
      replicaCounts(errors, status, ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'], 'cannot be greater than status.readyReplicas');
      collisionsGrow(errors, status, struct(old['status'] as Fields | undefined));
    },
  },
};
