/** CronJobs. Follows ValidateCronJobCreate and validateCronJobSpec. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { asType, type FieldErrors } from '../errors.ts';
import { METADATA, SPEC, notNegative, requiredWord } from '../common.ts';
import type { ValidationContext } from '../context.ts';
import { templateOptions } from '../pod/options.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { has, object, optionalText, struct, text } from '../values.ts';
import { validateJobSpec } from './job.ts';
import { isTimeZone, scheduleProblem } from './schedule.ts';

const CONCURRENCY = ['Allow', 'Forbid', 'Replace'];

function validateSpec(errors: FieldErrors, spec: k8s.CronJobSpec, old: k8s.CronJobSpec | undefined, context: ValidationContext): void {
  const schedule = text(spec.schedule);
  if (schedule !== '') scheduleFormat(errors, SPEC.child('schedule'), spec, schedule, old);
  notNegative(errors, SPEC, 'startingDeadlineSeconds', spec.startingDeadlineSeconds);
  if (!old || optionalText(old.timeZone) !== optionalText(spec.timeZone)) timeZone(errors, SPEC.child('timeZone'), optionalText(spec.timeZone));
  requiredWord(errors, SPEC.child('concurrencyPolicy'), text(spec.concurrencyPolicy), CONCURRENCY);
  jobTemplate(errors, SPEC.child('jobTemplate'), struct(spec.jobTemplate), old, context);
  notNegative(errors, SPEC, 'successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit);
  notNegative(errors, SPEC, 'failedJobsHistoryLimit', spec.failedJobsHistoryLimit);
}

/** Follows validateScheduleFormat; a zone in the schedule is let pass where it has long been there. */
function scheduleFormat(errors: FieldErrors, path: FieldPath, spec: k8s.CronJobSpec, schedule: string, old: k8s.CronJobSpec | undefined): void {
  const problem = scheduleProblem(schedule);
  if (problem !== '') errors.invalid(path, schedule, problem);
  if (!schedule.includes('TZ')) return;
  if (!text(old?.schedule).includes('TZ')) errors.invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead');
  else if (has(spec.timeZone)) errors.invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule');
}

const ZONE_PART = /^[A-Za-z.\-_0-9+]{1,14}$/;
/** Follows validateTimeZone. */
function timeZone(errors: FieldErrors, path: FieldPath, zone: string | undefined): void {
  if (zone === undefined) return;
  if (zone === '') return errors.invalid(path, zone, 'timeZone must be nil or non-empty string');
  if (zone.split('/').some(part => part === '.' || part === '..' || part.startsWith('-') || !ZONE_PART.test(part))) return errors.invalid(path, zone, `unknown time zone ${zone}`);
  if (zone.toLowerCase() === 'local') errors.invalid(path, zone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones');
  if (!isTimeZone(zone)) errors.invalid(path, zone, `unknown time zone ${zone}`);
}

/** Follows ValidateJobTemplateSpec. */
function jobTemplate(errors: FieldErrors, path: FieldPath, template: k8s.JobTemplateSpec, old: k8s.CronJobSpec | undefined, context: ValidationContext): void {
  const spec = struct(template.spec);
  const options = templateOptions(object(object(object(old?.jobTemplate)?.spec)?.template));
  validateJobSpec(errors, path.child('spec'), spec, options, context);
  if (has(spec.selector)) errors.invalid(path.child('spec', 'selector'), asType('metav1.LabelSelector', spec.selector), '`selector` will be auto-generated');
  if (spec.manualSelector === true) errors.notSupported(path.child('spec', 'manualSelector'), true, ['nil', 'false']);
}

/** The schedule's presence is a rule declared beside the type, which speaks last. */
const scheduleRequired = (errors: FieldErrors, spec: k8s.CronJobSpec): void => {
  if (text(spec.schedule) === '') errors.required(SPEC.child('schedule'));
};

export const cronJobs: KindRules = {
  create: (errors, object, context) => {
    const spec = struct(as<k8s.CronJob>(object).spec);
    checkMeta(errors, object, namespaced());
    validateSpec(errors, spec, undefined, context);
    const name = text(struct(object.metadata).name);
    // Jobs get eleven more characters.
    if (name.length > 52) errors.invalid(METADATA.child('name'), name, 'must be no more than 52 characters');
    scheduleRequired(errors, spec);
  },
  update: (errors, next, old, context) => {
    const spec = struct(as<k8s.CronJob>(next).spec);
    validateSpec(errors, spec, struct(as<k8s.CronJob>(old).spec), context);
    scheduleRequired(errors, spec);
  },
  subresources: { status: () => {} },
};
