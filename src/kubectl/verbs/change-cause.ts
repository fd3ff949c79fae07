/** The annotation in which `--record` notes why an object was changed. Follows cli-runtime pkg/genericclioptions/record_flags.go. */
import type { Client } from '../../cluster/contract/client.ts';
import type { KubeObject } from '../../model/objects.ts';
import type { Target } from '../builder.ts';
import type { Invocation } from '../command.ts';
import type { DryRun } from './common.ts';
import { annotationsOf, withAnnotations } from './last-applied.ts';
import { patchObject } from './targets.ts';

export const CHANGE_CAUSE = 'kubernetes.io/change-cause';

const records = ({ flags: values }: Invocation): boolean => values.has('record') && values.bool('record');

/** The command line as kubectl puts it together again: words first, then flags. */
function commandLine({ path, args, flags: values }: Invocation): string {
  return [path, ...args, ...values.order.map(([{ name }, value]) => `--${name}=${value}`)].join(' ');
}

/** The object with the annotation, where it was asked for. */
export function withCause<T extends Readonly<Record<string, unknown>>>(invocation: Invocation, object: T): T {
  return records(invocation) ? (withAnnotations(object, { ...annotationsOf(object), [CHANGE_CAUSE]: commandLine(invocation) }) as T) : object;
}

/** Sets the annotation by a patch of its own, for verbs that have already sent theirs; gives what stands then. */
export function* recordCause(invocation: Invocation, target: Target, object: KubeObject, dryRun: DryRun, fieldManager = ''): Client<KubeObject> {
  if (!records(invocation) || dryRun !== 'none') return object;
  return yield* patchObject(invocation, target, 'merge', { metadata: { annotations: { [CHANGE_CAUSE]: commandLine(invocation) } } }, dryRun, fieldManager);
}
