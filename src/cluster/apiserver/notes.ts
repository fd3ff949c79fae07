/** What is accepted but not simulated, each with Podarium's word about it. The words stand beside the response, never among its warnings. */
import type { KubeObject } from '../../model/objects.ts';
import type { Call } from './call.ts';

export function noteUnsimulated(_call: Call, _object: KubeObject): void {}
