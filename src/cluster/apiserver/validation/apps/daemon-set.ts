/** DaemonSets and ControllerRevisions. */
import type { FieldPath } from '../../../../model/field-path.ts';
import { FieldPath as Path } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import type { ValidationContext } from '../context.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { NEGATIVE, SPEC, amountOf, amountOrPercent, atMostAllPercent, immutable, isEmptySelector, isReadableSelector, labelSelector, notNegative } from '../common.ts';
import { plainJson } from '../go/values.ts';
import { ofEndlessPods } from '../core/replication-controller.ts';
import { templateOptions } from '../pod/options.ts';
import { validatePodTemplate } from '../pod/template.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { intOrText, number, object, struct, text, type Fields } from '../values.ts';
import { collisionsGrow, counts, selectsTemplate, shownLabels } from './workload.ts';

type Spec = k8s.DaemonSetSpec;

/** Follows ValidateDaemonSetSpec. */
function validateSpec(errors: FieldErrors, spec: Spec, old: Spec | undefined, context: ValidationContext): void {
  const [path, template, selector] = [SPEC.child('template'), struct(spec.template), object(spec.selector)];
  labelSelector(errors, SPEC.child('selector'), selector);
  if (isReadableSelector(selector) && !selectsTemplate(selector, template)) errors.invalid(path.child('metadata', 'labels'), shownLabels(template), '`selector` does not match template `labels`');
  if (selector && isEmptySelector(selector)) errors.invalid(SPEC.child('selector'), asType('metav1.LabelSelector', selector), 'empty selector is invalid for daemonset');
  validatePodTemplate(errors, path, template, templateOptions(object(old?.template)), context);
  ofEndlessPods(errors, path, struct(template.spec), 'DaemonSet');
  notNegative(errors, SPEC, 'minReadySeconds', spec.minReadySeconds);
  updateStrategy(errors, SPEC.child('updateStrategy'), struct(spec.updateStrategy));
  notNegative(errors, SPEC, 'revisionHistoryLimit', spec.revisionHistoryLimit);
}

function updateStrategy(errors: FieldErrors, path: FieldPath, strategy: k8s.DaemonSetUpdateStrategy): void {
  const type = text(strategy.type);
  if (type === 'OnDelete') return;
  if (type !== 'RollingUpdate') return errors.notSupported(path, asType('apps.DaemonSetUpdateStrategy', strategy), ['RollingUpdate', 'OnDelete']);
  const rolling = object(strategy.rollingUpdate);
  if (!rolling) return errors.required(path.child('rollingUpdate'));
  rollingUpdate(errors, path.child('rollingUpdate'), rolling);
}
/** Follows ValidateRollingUpdateDaemonSet. */
function rollingUpdate(errors: FieldErrors, path: FieldPath, rolling: k8s.RollingUpdateDaemonSet): void {
  const amounts = [['maxUnavailable', intOrText(rolling.maxUnavailable)], ['maxSurge', intOrText(rolling.maxSurge)]] as const;
  for (const [field, amount] of amounts) amountOrPercent(errors, path.child(field), amount);
  for (const [field, amount] of amounts) atMostAllPercent(errors, path.child(field), amount);
  const [unavailable, surge] = amounts.map(([, amount]) => amountOf(amount) !== 0);
  if (unavailable && surge) errors.invalid(path.child('maxSurge'), amounts[1][1], 'may not be set when maxUnavailable is non-zero');
  if (!unavailable && !surge) errors.required(path.child('maxUnavailable'), 'cannot be 0 when maxSurge is 0');
}

const COUNTS = ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady', 'observedGeneration', 'updatedNumberScheduled', 'numberAvailable', 'numberUnavailable', 'collisionCount'];
export const daemonSets: KindRules = {
  create: (errors, object, context) => {
    checkMeta(errors, object, namespaced());
    validateSpec(errors, struct(as<k8s.DaemonSet>(object).spec), undefined, context);
  },
  update: (errors, next, old, context) => {
    const [now, then] = [struct(as<k8s.DaemonSet>(next).spec), struct(as<k8s.DaemonSet>(old).spec)];
    immutable(errors, SPEC.child('selector'), '*metav1.LabelSelector', now.selector, then.selector);
    validateSpec(errors, now, then, context);
  },
  subresources: {
    status: (errors, next, old) => {
      const status = struct(next['status'] as Fields | undefined);
      counts(errors, status, COUNTS);
      collisionsGrow(errors, status, struct(old['status'] as Fields | undefined));
    },
  },
};

const DATA = Path.of('data');
const revision = (errors: FieldErrors, value: unknown): void => {
  if (number(value) < 0) errors.invalid(Path.of('revision'), number(value), NEGATIVE);
};
/** Follows ValidateControllerRevisionCreate: the data is an object, whatever is in it. */
export const controllerRevisions: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, namespaced());
    revision(errors, object['revision']);
    const data = object['data'];
    if (data === undefined || data === null) errors.required(DATA, 'data is mandatory');
    else if (typeof data !== 'object' || Array.isArray(data)) errors.required(DATA, 'data must be a valid JSON object');
  },
  update: (errors, next, old) => {
    checkMeta(errors, next, namespaced());
    revision(errors, next['revision']);
    const shown = plainJson(next['data']);
    if (shown !== plainJson(old['data'])) errors.invalid(DATA, { printed: shown }, 'field is immutable');
  },
};
