/** `kubectl config`: the kubeconfig, which lies as a file in the terminal's own files. Follows kubectl pkg/cmd/config. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { encodeBase64 } from '../../base/bytes.ts';
import { byText } from '../../base/order.ts';
import { stringifyYaml } from '../../manifest/index.ts';
import type { Command, Completes, Invocation } from '../command.ts';
import { CommandError, throwAll } from '../errors.ts';
import { flags } from '../flags.ts';
import type { Flag, FlagValues } from '../flags.ts';
import { helpText } from '../help.ts';
import { DEFAULT_KUBECONFIG, kubeconfigObject, writeKubeconfig } from '../kubeconfig.ts';
import type { KubeConfig } from '../kubeconfig.ts';
import { sortedKeys } from '../printers/go-json.ts';
import { objectPrinter, PRINT_FLAGS } from '../printers/output.ts';
import { plainTable } from '../printers/table.ts';
import { print, printError } from '../session.ts';
import { noArguments, subcommandMissing } from '../usage.ts';
import { propertySet, propertyUnset } from './config-property.ts';

const pathOf = ({ flags: values, session }: Invocation): string => values.text('kubeconfig') || session.env.kubeconfig || DEFAULT_KUBECONFIG;

/** Wrong arguments: the command's help is printed, then what is wrong. */
class Misuse extends CommandError {}
const unexpected = ({ args }: Invocation): Misuse => new Misuse(`Unexpected args: [${args.join(' ')}]`);

/** The only argument, or the command's help. */
function only(invocation: Invocation): string {
  if (invocation.args.length !== 1) throw unexpected(invocation);
  return invocation.args[0] ?? '';
}

type Work = (invocation: Invocation, config: KubeConfig) => Client<KubeConfig | null>;

/** A subcommand; a config that it gives is stored. */
function sub(
  name: string, use: string, summary: string, work: Work,
  more: { readonly flags?: readonly Flag[]; readonly completes?: Completes; readonly flagsInUse?: boolean; readonly aliases?: readonly string[] } = {},
): Command {
  const command: Command = {
    name, use, summary, flags: more.flags ?? [], completes: more.completes ?? 'nothing',
    ...(more.flagsInUse ? { flagsInUse: true } : {}),
    ...(more.aliases ? { aliases: more.aliases } : {}),
    *run(invocation) {
      try {
        const changed = yield* work(invocation, invocation.session.config);
        if (changed !== null) yield* writeKubeconfig(pathOf(invocation), changed);
        return 0;
      } catch (error) {
        if (!(error instanceof Misuse)) throw error;
        const help = helpText(command, invocation.path);
        if (error.message !== '') throw new CommandError(error.message, help);
        yield* print(help);
        return 0;
      }
    },
  };
  return command;
}

function* currentContext(_: Invocation, { currentContext: name }: KubeConfig): Client<null> {
  if (name === '') throw new CommandError('current-context is not set');
  yield* print(`${name}\n`);
  return null;
}

function* useContext(invocation: Invocation, config: KubeConfig): Client<KubeConfig> {
  const name = only(invocation);
  if (!config.contexts.has(name)) throw new CommandError(`no context exists with the name: ${JSON.stringify(name)}`);
  yield* print(`Switched to context ${JSON.stringify(name)}.\n`);
  return { ...config, currentContext: name };
}

function* setContext(invocation: Invocation, config: KubeConfig): Client<KubeConfig> {
  const { args, flags: values } = invocation;
  const current = values.bool('current');
  if (args.length > 1) throw unexpected(invocation);
  if ((args[0] ?? '') !== '' && current) throw new CommandError('you cannot specify both a context name and --current');
  const name = current ? config.currentContext : (args[0] ?? '');
  if (name === '') throw new CommandError(current ? 'no current context is set' : 'you must specify a non-empty context name or --current');
  const old = config.contexts.get(name);
  const pick = (flag: string, before: string): string => (values.changed(flag) ? values.text(flag) : before);
  const namespace = pick('namespace', old?.namespace ?? '');
  const made = { cluster: pick('cluster', old?.cluster ?? ''), user: pick('user', old?.user ?? ''), ...(namespace === '' ? {} : { namespace }) };
  yield* print(`Context ${JSON.stringify(name)} ${old === undefined ? 'created' : 'modified'}.\n`);
  return { ...config, contexts: new Map([...config.contexts, [name, made]]) };
}

function* getContexts({ args, flags: values }: Invocation, config: KubeConfig): Client<null> {
  const output = values.text('output');
  if (output !== '' && output !== 'name') throw new CommandError(`--output ${output} is not available in kubectl config get-contexts; resetting to default output format`);
  const names = args.length === 0 ? [...config.contexts.keys()] : args.filter((name) => config.contexts.has(name));
  const missing = args.filter((name) => !config.contexts.has(name));
  const rows = [...names].sort(byText).map((name) => {
    const context = config.contexts.get(name);
    return [name === config.currentContext ? '*' : '', name, context?.cluster ?? '', context?.user ?? '', context?.namespace ?? ''];
  });
  if (output === 'name') yield* print(rows.map(([, name = '']) => `${name}\n`).join(''));
  else yield* print(plainTable(['CURRENT', 'NAME', 'CLUSTER', 'AUTHINFO', 'NAMESPACE'], rows, values.bool('no-headers')));
  throwAll(missing.map((name) => new CommandError(`context ${name} not found`)));
  return null;
}

const names = (of: (config: KubeConfig) => Iterable<string>): Work =>
  function* (_, config) {
    yield* print(`NAME\n${[...of(config)].sort(byText).map((name) => `${name}\n`).join('')}`);
    return null;
  };

type Part = 'contexts' | 'clusters' | 'users';
const removal = (part: Part, word: string): Work =>
  function* (invocation, config) {
    if (invocation.args.length !== 1) throw new Misuse('');
    const [name = ''] = invocation.args;
    if (!config[part].has(name)) throw new CommandError(`cannot delete ${word} ${name}, not in ${pathOf(invocation)}`);
    if (part === 'contexts' && name === config.currentContext) yield* printError('warning: this removed your active context, use "kubectl config use-context" to select a different one\n');
    const left = new Map<string, unknown>([...config[part]].filter(([each]) => each !== name));
    yield* print(`deleted ${word} ${name} from ${pathOf(invocation)}\n`);
    return { ...config, [part]: left };
  };

function* renameContext(invocation: Invocation, config: KubeConfig): Client<KubeConfig> {
  const [from = '', to = ''] = invocation.args;
  if (invocation.args.length !== 2) throw unexpected(invocation);
  const context = config.contexts.get(from);
  if (context === undefined) throw new CommandError(`cannot rename the context ${JSON.stringify(from)}, it's not in ${pathOf(invocation)}`);
  if (config.contexts.has(to)) throw new CommandError(`cannot rename the context ${JSON.stringify(from)}, the context ${JSON.stringify(to)} already exists in ${pathOf(invocation)}`);
  yield* print(`Context ${JSON.stringify(from)} renamed to ${JSON.stringify(to)}.\n`);
  const contexts = new Map([...config.contexts].map(([name, each]) => [name === from ? to : name, each]));
  return { ...config, contexts, currentContext: config.currentContext === from ? to : config.currentContext };
}

/** Files whose content goes into the kubeconfig itself. */
function* embedded({ flags: values }: Invocation, flagNames: readonly string[]): Client<Readonly<Record<string, string>>> {
  const given = flagNames.filter((flag) => values.changed(flag));
  if (!values.bool('embed-certs')) return Object.fromEntries(given.map((flag) => [flag, values.text(flag)]));
  if (given.length === 0) throw new CommandError(`you must specify a ${flagNames.map((flag) => `--${flag}`).join(' or ')} to embed`);
  const data: Record<string, string> = {};
  for (const flag of given) {
    const path = values.text(flag);
    const file = yield* call({ call: 'readFile', path });
    if (!file.ok) throw new CommandError(`could not stat ${flag} file ${path}: stat ${path}: no such file or directory`);
    data[`${flag}-data`] = encodeBase64(file.text);
  }
  return data;
}
const textsOf = (values: FlagValues, flagNames: readonly string[]): Readonly<Record<string, string>> => Object.fromEntries(flagNames.filter((flag) => values.changed(flag)).map((flag) => [flag, values.text(flag)]));

function* setCluster(invocation: Invocation, config: KubeConfig): Client<KubeConfig> {
  const name = only(invocation);
  const { flags: values } = invocation;
  if (name === '') throw new CommandError('you must specify a non-empty cluster name');
  const insecure = values.bool('insecure-skip-tls-verify');
  if (insecure && values.text('certificate-authority') !== '') throw new CommandError('you cannot specify a certificate authority and insecure mode at the same time');
  const given = { ...textsOf(values, ['server', 'tls-server-name', 'proxy-url']), ...(insecure ? { 'insecure-skip-tls-verify': true } : {}), ...(yield* embedded(invocation, ['certificate-authority'])) };
  yield* print(`Cluster ${JSON.stringify(name)} set.\n`);
  return { ...config, clusters: new Map([...config.clusters, [name, { ...config.clusters.get(name), ...given }]]) };
}
function* setCredentials(invocation: Invocation, config: KubeConfig): Client<KubeConfig> {
  const { args, flags: values } = invocation;
  if (args.length !== 1) throw new CommandError(`unexpected args: [${args.join(' ')}]`);
  const [name = ''] = args;
  if (name === '') throw new CommandError('you must specify a non-empty user name');
  if (values.text('token') !== '' && (values.text('username') !== '' || values.text('password') !== '')) throw new CommandError(
    'you cannot specify more than one authentication method at the same time: --token, --username/--password',
  );
  const given = { ...textsOf(values, ['token', 'username', 'password']), ...(yield* embedded(invocation, ['client-certificate', 'client-key'])) };
  yield* print(`User ${JSON.stringify(name)} set.\n`);
  return { ...config, users: new Map([...config.users, [name, { ...config.users.get(name), ...given }]]) };
}

function* view(invocation: Invocation, config: KubeConfig): Client<null> {
  noArguments(invocation);
  const printer = yield* objectPrinter(invocation.flags);
  const context = invocation.flags.text('context') || config.currentContext;
  const chosen = invocation.flags.bool('minify') ? minified({ ...config, currentContext: context }) : config;
  const shown = kubeconfigObject(invocation.flags.bool('raw') ? chosen : redacted(chosen));
  yield* print(printer === null ? stringifyYaml(sortedKeys(shown)) : printer.print(shown, true));
  return null;
}
/** Secrets are not shown unless asked for. */
function redacted(config: KubeConfig): KubeConfig {
  const users = new Map([...config.users].map(([name, user]) => [name, Object.fromEntries(Object.entries(user).map(([key, value]) => [key, key === 'token' || key === 'password' ? 'REDACTED' : value]))]));
  return { ...config, users };
}
function minified(config: KubeConfig): KubeConfig {
  const context = config.contexts.get(config.currentContext);
  if (context === undefined) throw new CommandError(config.currentContext === '' ? 'current-context must exist in order to minify' : `cannot locate context ${config.currentContext}`);
  const keep = <T>(all: ReadonlyMap<string, T>, name: string): ReadonlyMap<string, T> => new Map([...all].filter(([each]) => each === name));
  return { ...config, contexts: keep(config.contexts, config.currentContext), clusters: keep(config.clusters, context.cluster), users: keep(config.users, context.user) };
}

function* setProperty(invocation: Invocation, config: KubeConfig): Client<KubeConfig> {
  const [path = '', value = ''] = invocation.args;
  if (invocation.args.length !== 2) throw unexpected(invocation);
  const changed = propertySet(config, path, value);
  yield* print(`Property ${JSON.stringify(path)} set.\n`);
  return changed;
}
function* unsetProperty(invocation: Invocation, config: KubeConfig): Client<KubeConfig> {
  const path = only(invocation);
  const changed = propertyUnset(config, path);
  yield* print(`Property ${JSON.stringify(path)} unset.\n`);
  return changed;
}

const EMBED = flags('embed-certs bool # Put the certificates themselves into the kubeconfig.');
const BYTES = flags('set-raw-bytes bool # The value is base64.');

export const configCommand: Command = {
  name: 'config',
  use: 'config SUBCOMMAND',
  summary: 'Change the kubeconfig',
  flags: [],
  subcommands: [
    sub('current-context', 'current-context', 'Tell the context in use', currentContext, { flagsInUse: true }),
    sub('delete-cluster', 'delete-cluster NAME', 'Take a cluster out', removal('clusters', 'cluster')),
    sub('delete-context', 'delete-context NAME', 'Take a context out', removal('contexts', 'context'), { completes: 'contexts' }),
    sub('delete-user', 'delete-user NAME', 'Take a user out', removal('users', 'user')),
    sub('get-clusters', 'get-clusters', 'List clusters', names(({ clusters }) => clusters.keys()), { flagsInUse: true }),
    sub('get-contexts', 'get-contexts [(-o|--output=)name)]', 'List contexts', getContexts, { completes: 'contexts', flags: flags('no-headers bool # No headings.\noutput|o string # name') }),
    sub('get-users', 'get-users', 'List users', names(({ users }) => users.keys()), { flagsInUse: true }),
    sub('rename-context', 'rename-context CONTEXT_NAME NEW_NAME', 'Give a context another name', renameContext, { completes: 'contexts' }),
    sub('set', 'set PROPERTY_NAME PROPERTY_VALUE', 'Set a value', setProperty, { flags: BYTES }),
    sub(
      'set-cluster',
      'set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
      'Add or change a cluster', setCluster, { flags: EMBED },
    ),
    sub(
      'set-context', 'set-context [NAME | --current] [--cluster=cluster_nickname] [--user=user_nickname] [--namespace=namespace]', 'Add or change a context', setContext,
      { completes: 'contexts', flags: flags('current bool # The context in use.') },
    ),
    sub(
      'set-credentials',
      'set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]',
      'Add or change a user', setCredentials, { flags: EMBED },
    ),
    sub('unset', 'unset PROPERTY_NAME', 'Take a value away', unsetProperty),
    sub('use-context', 'use-context CONTEXT_NAME', 'Use another context', useContext, { aliases: ['use'], completes: 'contexts' }),
    sub(
      'view', 'view', 'Show the kubeconfig', view,
      {
        flagsInUse: true,
        flags: [...PRINT_FLAGS, ...flags('flatten bool # One file without links to others.\nmerge bool=true ~true # Merge all files.\nminify bool # Only what the context in use needs.\nraw bool # Show secrets, too.')],
      },
    ),
  ],
  run: (invocation) => subcommandMissing(configCommand, invocation),
};
