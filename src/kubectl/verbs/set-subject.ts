/** `kubectl set subject`: who a binding is for. Follows kubectl pkg/cmd/set/set_subject.go. */
import type { Client } from '../../cluster/contract/client.ts';
import { jsonEqual } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import type { KubeObject } from '../../model/objects.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, isFailure, wrapped } from '../errors.ts';
import { flags } from '../flags.ts';
import type { FlagValues } from '../flags.ts';
import { twoWayPatch } from '../merge.ts';
import { PRINT_FLAGS } from '../printers/output.ts';
import { DRY_RUN_FLAG, dryRunOf, FIELD_MANAGER_FLAG, FILE_FLAGS, results, SELECTOR_FLAG } from './common.ts';
import { SUBJECT_FLAGS } from './create-access.ts';
import { patchObject, visit } from './targets.ts';

type Subject = Readonly<Record<string, string>>;
const GROUP = 'rbac.authorization.k8s.io';
const BAD_ACCOUNT = 'serviceaccount must be <namespace>:<name>';

export const subjectCommand: Command = {
  name: 'subject',
  use: 'subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  summary: 'Add users, groups or service accounts to a role binding',
  completes: 'resources',
  flags: [...FILE_FLAGS, ...PRINT_FLAGS, ...SELECTOR_FLAG, ...DRY_RUN_FLAG, ...FIELD_MANAGER_FLAG('kubectl-set'), ...SUBJECT_FLAGS, ...flags('all bool # All objects of the kind.\nlocal bool # Ask no server.')],
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
  const dryRun = yield* dryRunOf(values);
  if (values.bool('all') && values.text('selector') !== '') throw new CommandError('cannot set --all and --selector at the same time');
  if (['user', 'group', 'serviceaccount'].every((flag) => values.list(flag).length === 0)) throw new CommandError('you must specify at least one value of user, group or serviceaccount');
  const printer = yield* results(values, dryRun);
  yield* visit(invocation, { typeMeansAll: values.bool('all') }, function* ({ target, object }) {
    if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') throw new CommandError(`error: ${target.mapping.fact.name}/${target.name} setting subjects is only supported for RoleBinding/ClusterRoleBinding\n`);
    const present = Array.isArray(object['subjects']) ? (object['subjects'] as readonly Subject[]) : [];
    const added = wished(values, session.namespace, object.kind === 'ClusterRoleBinding').filter((each) => !present.some((one) => jsonEqual(one, each)));
    if (added.length === 0) return;
    const changed = { ...object, subjects: [...present, ...added] } as KubeObject;
    if (dryRun === 'client' || values.bool('local')) return yield* printer.print(changed, 'subjects updated');
    try {
      yield* printer.print(yield* patchObject(invocation, target, 'strategic', twoWayPatch(object, changed), dryRun, values.text('field-manager')), 'subjects updated');
    } catch (error) {
      throw isFailure(error) ? wrapped('failed to patch subjects to rolebinding: ', error) : error;
    }
  });
  return 0;
}
