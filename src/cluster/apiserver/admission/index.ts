/** The admission plugins, in kube-apiserver's order: first all that change an object, then, after validation, all that refuse. */
import { err, ok, type Result } from '../../../base/result.ts';
import type { KubeObject } from '../../../model/objects.ts';
import type { Status } from '../../../model/status.ts';
import type { Call } from '../types.ts';
import { defaultTolerationSeconds } from './default-toleration-seconds.ts';
import { limitRanger } from './limit-ranger.ts';
import { namespaceLifecycle } from './namespace-lifecycle.ts';
import { nodeRestriction, taintNodesByCondition } from './nodes.ts';
import type { AdmissionPlugin, Attributes, Operation } from './plugin.ts';
import { podResizeValidator } from './pod-resize.ts';
import { podSecurity } from './pod-security/index.ts';
import { priority } from './priority.ts';
import { resourceQuota } from './resource-quota.ts';
import { runtimeClass } from './runtime-class.ts';
import { serviceAccount } from './service-account.ts';
import { defaultStorageClass, storageObjectInUseProtection } from './storage.ts';

const PLUGINS: readonly AdmissionPlugin[] = [
  namespaceLifecycle, limitRanger, serviceAccount, nodeRestriction, taintNodesByCondition, podSecurity, priority, defaultTolerationSeconds,
  defaultStorageClass, storageObjectInUseProtection, runtimeClass, podResizeValidator, resourceQuota,
];
const MUTATING = PLUGINS.filter(plugin => plugin.admit !== undefined);
const VALIDATING = PLUGINS.filter(plugin => plugin.validate !== undefined);

/** Runs the mutating plugins; tells which of them changed something. */
export function mutate(call: Call, operation: Operation, object: KubeObject, old: KubeObject | null): Result<{ readonly object: KubeObject; readonly changedBy: readonly string[] }, Status> {
  let current = object;
  const changedBy: string[] = [];
  for (const plugin of MUTATING) {
    const result = plugin.admit?.(current, { operation, call, object: current, old });
    if (result === undefined) continue;
    if (!result.ok) return err(result.error);
    if (result.value !== current) changedBy.push(plugin.name);
    current = result.value;
  }
  return ok({ object: current, changedBy });
}
/** Runs the validating plugins; the first refusal counts. */
export function validateAdmission(call: Call, operation: Operation, object: KubeObject | null, old: KubeObject | null): Status | null {
  const attributes: Attributes = { operation, call, object, old };
  for (const plugin of VALIDATING) {
    const refused = plugin.validate?.(attributes);
    if (refused) return refused;
  }
  return null;
}
