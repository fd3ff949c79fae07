/** `kubectl set subject`: who a binding is for. Follows kubectl pkg/cmd/set/set_subject.go. */
import type { Client } from '../../cluster/contract/client.ts';
import { jsonEqual } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import type { KubeObject } from '../../model/objects.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import type { FlagValues } from '../flags.ts';
import { SUBJECT_FLAGS } from './create-access.ts';
import { SET_FLAGS, update } from './set-update.ts';

type Subject = Readonly<Record<string, string>>;
const GROUP = 'rbac.authorization.k8s.io';
const BAD_ACCOUNT = 'serviceaccount must be <namespace>:<name>';

export const subjectCommand: Command = {
  name: 'subject',
  use: 'subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  summary: 'Add users, groups or service accounts to a role binding',
  completes: 'resources',
  flags: [...SET_FLAGS, ...SUBJECT_FLAGS],
  run: setSubject,
};

function wished(values: FlagValues, namespace: string, clusterWide: boolean): readonly Subject[] {
  const named = (kind: string, names: readonly string[]): readonly Subject[] => [...new Set(names)].sort(byText).map((name) => ({ kind, apiGroup: GROUP, name }));
  const accounts = [...new Set(values.list('serviceaccount'))].sort(byText).map((given): Subject => {
    const [where = '', name = '', ...more] = given.split(':');
    if (name === '' || more.length > 0) throw new CommandError(BAD_ACCOUNT);
    if (where === '' && clusterWide) throw new CommandError(`${BAD_ACCOUNT}, namespace must be specified`);
    return { kind: 'ServiceAccount', name, namespace: where || namespace };
  });
  return [...named('User', values.list('user')), ...named('Group', values.list('group')), ...accounts];
}

function* setSubject(invocation: Invocation): Client<number> {
  const { flags: values, session } = invocation;
  const check = (): void => {
    if (['user', 'group', 'serviceaccount'].every((flag) => values.list(flag).length === 0)) throw new CommandError('you must specify at least one value of user, group or serviceaccount');
    wished(values, session.namespace, false);
  };
  return yield* update(invocation, invocation.args, { operation: 'subjects updated', failed: 'failed to patch subjects to rolebinding: ', check }, function* (object) {
    if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') throw new CommandError('setting subjects is only supported for RoleBinding/ClusterRoleBinding');
    const present = Array.isArray(object['subjects']) ? (object['subjects'] as readonly Subject[]) : [];
    const added = wished(values, session.namespace, object.kind === 'ClusterRoleBinding').filter((each) => !present.some((one) => jsonEqual(one, each)));
    return { ...object, subjects: [...present, ...added] } as KubeObject;
  });
}
