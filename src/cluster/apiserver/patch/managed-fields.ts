/** metadata.managedFields: who set which fields. Follows apimachinery util/managedfields. */
import type { KubeObject } from '../../../model/objects.ts';
import type { Call } from '../call.ts';

export const recordWrite = (_call: Call, next: KubeObject, _old: KubeObject | null): KubeObject => next;
