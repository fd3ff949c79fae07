/** `kubectl set selector` and `kubectl set serviceaccount`. Follows kubectl pkg/cmd/set/set_selector.go and set_serviceaccount.go. */
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { goText } from '../printers/go-json.ts';
import { RECORD_FLAG } from './common.ts';
import { selectorObject } from './selector-object.ts';
import { SET_FLAGS, update } from './set-update.ts';
import { requirePodSpec, withPodSpec } from './template.ts';

export const setSelectorCommand: Command = {
  name: 'selector', use: 'selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]', summary: 'Set the selector of a Service', completes: 'resources',
  flags: [...SET_FLAGS, ...RECORD_FLAG, ...flags('resource-version string # Only if the object is still at this version.')], run: setSelector,
};
export const setServiceAccountCommand: Command = {
  name: 'serviceaccount', aliases: ['sa'], use: 'serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT', summary: 'Set the service account of a workload', completes: 'resources',
  flags: [...SET_FLAGS, ...RECORD_FLAG], run: setServiceAccount,
};

function* setSelector(invocation: Invocation): Client<number> {
  const text = invocation.args.at(-1);
  if (text === undefined) throw new CommandError('one selector is required');
  const { matchLabels = {}, matchExpressions = [] } = selectorObject(text);
  const how = { operation: 'selector updated', failed: '', always: true, named: false };
  return yield* update(invocation, invocation.args.slice(0, -1), how, function* (object) {
    if (object.kind !== 'Service') throw new CommandError('setting a selector is only supported for Services');
    if (matchExpressions.length > 0) throw new CommandError(`match expression [${matchExpressions.map(({ key, operator, values }) => `{${key} ${operator} ${goText(values ?? [])}}`).join(' ')}] not supported on this object`);
    const version = invocation.flags.text('resource-version');
    return { ...object, metadata: { ...object.metadata, ...(version === '' ? {} : { resourceVersion: version }) }, spec: { ...(isObject(object['spec']) ? object['spec'] : {}), selector: matchLabels } };
  });
}

function* setServiceAccount(invocation: Invocation): Client<number> {
  const account = invocation.args.at(-1);
  if (account === undefined) throw new CommandError('serviceaccount is required');
  const how = { operation: 'serviceaccount updated', failed: 'failed to patch ServiceAccountName ', always: true };
  return yield* update(invocation, invocation.args.slice(0, -1), how, function* (object) {
    return withPodSpec(object, { ...requirePodSpec(object), serviceAccountName: account });
  });
}
