/** Pods: create, update, and their subresources. */
import type { k8s } from '../../../../model/objects.ts';
import { as, type KindRules, type UpdateRule } from '../rules.ts';
import { validatePodCreate } from './pod.ts';
import { validateResize } from './resize.ts';
import { validatePodStatusUpdate } from './status.ts';
import { validateEphemeralUpdate, validatePodUpdate } from './update.ts';

const asPods =
  (rule: (errors: Parameters<UpdateRule>[0], next: k8s.Pod, old: k8s.Pod, context: Parameters<UpdateRule>[3]) => void): UpdateRule =>
  (errors, next, old, context) => rule(errors, as<k8s.Pod>(next), as<k8s.Pod>(old), context);

export const pods: KindRules = {
  create: (errors, object, context) => validatePodCreate(errors, as<k8s.Pod>(object), context),
  update: asPods(validatePodUpdate),
  subresources: {
    status: asPods(validatePodStatusUpdate),
    resize: asPods(validateResize),
    ephemeralcontainers: asPods(validateEphemeralUpdate),
  },
};
