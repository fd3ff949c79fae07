/** `kubectl auth`: who am I, and what may I do. Follows kubectl pkg/cmd/auth. */
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { beyondFact, findMapping, mappingOf } from '../mapper.ts';
import { goText } from '../printers/go-json.ts';
import { objectPrinter, PRINT_FLAGS } from '../printers/output.ts';
import { plainTable } from '../printers/table.ts';
import { print, printError, send } from '../session.ts';
import { subcommandMissing } from '../usage.ts';
import { listRights } from './auth-list.ts';
import { reconcileCommand } from './auth-reconcile.ts';
import { review, words } from './auth-review.ts';

const KNOWN_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use', 'bind', 'escalate', 'impersonate', 'approve', 'sign', 'attest', '*'];
const KNOWN_PATH_VERBS = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*'];
/** Words that rules use though discovery does not list them. */
const NO_RESOURCES = ['users', 'groups', 'userextras', 'uids', 'scopes'];

const canICommand: Command = {
  name: 'can-i',
  use: 'can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  summary: 'Tell whether an action is allowed',
  completes: 'nothing',
  flags: flags(`
    all-namespaces|A bool # In every namespace.
    list bool # List all that is allowed.
    no-headers bool # No headings.
    quiet|q bool # Say nothing; only the exit code tells.
    subresource string # The part of the resource that is meant.
  `),
  run: (invocation) => (invocation.flags.bool('list') ? listRights(invocation) : canI(invocation)),
};
const whoamiCommand: Command = { name: 'whoami', use: 'whoami', summary: 'Tell who the server takes you for', completes: 'nothing', flags: PRINT_FLAGS, run: whoami };
export const authCommand: Command = {
  name: 'auth',
  use: 'auth',
  summary: 'Look into rights',
  flagsInUse: true,
  flags: [],
  subcommands: [canICommand, reconcileCommand, whoamiCommand],
  run: (invocation) => subcommandMissing(authCommand, invocation),
};

const warn = (text: string): Client<null> => printError(`Warning: ${text}\n\n`);

function* canI(invocation: Invocation): Client<number> {
  const { args, flags: values, session } = invocation;
  const [verb = '', what = ''] = args;
  if (args.length !== 2) throw new CommandError("you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.");
  const attributes = what.startsWith('/') ? yield* pathAttributes(invocation, verb, what) : yield* resourceAttributes(invocation, verb, what);
  if (values.bool('no-headers')) throw new CommandError('--no-headers cannot be set without --list specified');
  const status = yield* review(session, 'selfsubjectaccessreviews.authorization.k8s.io', 'SelfSubjectAccessReview', attributes);
  const allowed = status['allowed'] === true;
  const reasons = [status['reason'], status['evaluationError']].filter((each) => typeof each === 'string' && each !== '').map((each) => ` - ${goText(each)}`);
  if (!values.bool('quiet')) yield* print(allowed ? 'yes\n' : `no${reasons.join('')}\n`);
  return allowed ? 0 : 1;
}

function* pathAttributes({ flags: values }: Invocation, verb: string, path: string): Client<Readonly<Record<string, unknown>>> {
  if (values.text('subresource') !== '') throw new CommandError('--subresource can not be used with NonResourceURL');
  if (!KNOWN_PATH_VERBS.includes(verb)) yield* warn(`verb '${verb}' is not a known verb`);
  return { nonResourceAttributes: { path, verb } };
}

function* resourceAttributes({ flags: values, session }: Invocation, verb: string, what: string): Client<Readonly<Record<string, unknown>>> {
  const slash = what.indexOf('/');
  const [type, name] = slash < 0 ? [what, ''] : [what.slice(0, slash), what.slice(slash + 1)];
  const beyond = beyondFact(type);
  const mapping = type === '*' ? undefined : (findMapping(type) ?? (beyond && mappingOf(beyond)));
  if (mapping === undefined && type !== '*' && !NO_RESOURCES.includes(type.toLowerCase())) {
    const [plain = '', ...group] = type.toLowerCase().split('.');
    yield* warn(`the server doesn't have a resource type '${plain}'${group.length === 0 ? '' : ` in group '${group.join('.')}'`}`);
  }
  const everywhere = values.bool('all-namespaces');
  if (mapping !== undefined && !mapping.namespaced && !everywhere) yield* warn(`resource '${mapping.fact.name}' is not namespace scoped${mapping.group === '' ? '' : ` in group '${mapping.group}'`}`);
  if (!everywhere && !KNOWN_VERBS.includes(verb)) yield* warn(`verb '${verb}' is not a known verb`);
  const entries = { group: mapping?.group ?? '', name, namespace: everywhere ? '' : session.namespace, resource: mapping?.fact.name ?? type, subresource: values.text('subresource'), verb };
  return { resourceAttributes: Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== '')) };
}

/** A review in the order of Go's types. */
function inOrder({ kind, apiVersion, ...rest }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const status = isObject(rest['status']) ? rest['status'] : {};
  const { username, uid, groups, extra } = isObject(status['userInfo']) ? status['userInfo'] : {};
  return { kind, apiVersion, ...rest, status: { ...status, userInfo: { username, uid, groups, extra } } };
}

function* whoami(invocation: Invocation): Client<number> {
  const printer = yield* objectPrinter(invocation.flags);
  const group = 'authentication.k8s.io';
  const { body } = yield* send(invocation.session, { verb: 'create', resource: `selfsubjectreviews.${group}`, apiVersion: `${group}/v1`, body: { apiVersion: `${group}/v1`, kind: 'SelfSubjectReview', metadata: {} } });
  if (printer !== null) {
    yield* print(printer.print(inOrder(body as unknown as Readonly<Record<string, unknown>>), true));
    return 0;
  }
  const status = isObject(body) && isObject(body['status']) ? body['status'] : {};
  const user = isObject(status['userInfo']) ? status['userInfo'] : {};
  const rows: string[][] = [];
  if (typeof user['username'] === 'string' && user['username'] !== '') rows.push(['Username', user['username']]);
  if (typeof user['uid'] === 'string' && user['uid'] !== '') rows.push(['UID', user['uid']]);
  if (words(user['groups']).length > 0) rows.push(['Groups', `[${words(user['groups']).join(' ')}]`]);
  const extra = isObject(user['extra']) ? user['extra'] : {};
  for (const key of Object.keys(extra).sort(byText)) rows.push([`Extra: ${key}`, `[${words(extra[key]).join(' ')}]`]);
  yield* print(plainTable(['ATTRIBUTE', 'VALUE'], rows));
  return 0;
}
