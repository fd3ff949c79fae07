/** Works out from flags and kubeconfig who asks what server in which namespace. */
import type { Client } from '../cluster/contract/client.ts';
import type { UserInfo } from '../cluster/contract/api.ts';
import { CommandError, ExitError } from './errors.ts';
import type { FlagValues } from './flags.ts';
import { DEFAULT_KUBECONFIG, NO_CONFIG, readKubeconfig, SERVER } from './kubeconfig.ts';
import type { KubeConfig } from './kubeconfig.ts';
import { klogLine, printError } from './session.ts';
import type { KubectlEnv, Session } from './session.ts';

/** Commands that ask no server. */
const LOCAL = new Set(['config', 'options', 'completion', 'kustomize', 'plugin', 'list', 'view', 'set-context', 'use-context', 'get-contexts', 'current-context', 'get-clusters', 'get-users', 'set', 'unset', 'rename-context', 'delete-context', 'delete-cluster', 'delete-user', 'set-cluster', 'set-credentials']);

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):[^:]+$/;

/** Who a request is made as: groups as the API server's impersonation fills them in. */
function impersonated(name: string, groups: readonly string[]): UserInfo {
  const account = SERVICE_ACCOUNT.exec(name);
  const implied = account && groups.length === 0 ? ['system:serviceaccounts', `system:serviceaccounts:${account[1] ?? ''}`] : [];
  const all = [...groups, ...implied];
  const added = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  return { name, groups: all.includes(added) ? all : [...all, added] };
}

export function* openSession(env: KubectlEnv, values: FlagValues, command: string): Client<Session> {
  const path = values.text('kubeconfig') || env.kubeconfig || DEFAULT_KUBECONFIG;
  const config = yield* readKubeconfig(path);
  if (config === null && !LOCAL.has(command)) throw new CommandError(`stat ${path}: no such file or directory`);
  const known = config ?? NO_CONFIG;
  const context = values.text('context') || known.currentContext;
  if (!LOCAL.has(command)) yield* checkConnection(known, context, values);
  const namespace = values.text('namespace') || known.contexts.get(context)?.namespace || 'default';
  const as = values.text('as');
  return {
    env,
    config: known,
    namespace,
    explicitNamespace: values.text('namespace') !== '',
    token: values.text('token'),
    user: as === '' ? env.user : impersonated(as, values.list('as-group')),
    told: new Set(),
    // What is to be sorted is asked for as a whole.
    chunkSize: values.has('chunk-size') && !(values.has('sort-by') && values.text('sort-by') !== '') ? values.int('chunk-size') : 0,
    program: 'kubectl',
  };
}

function* checkConnection(config: KubeConfig, context: string, values: FlagValues): Client<void> {
  if (!config.contexts.has(context) && (values.text('context') !== '' || config.currentContext !== '')) throw new ExitError(`Error in configuration: context was not found for specified context: ${context}`);
  // A command's own --user, as of create rolebinding, is another thing.
  const user = values.isList('user') ? '' : values.text('user');
  if (user !== '' && !config.users.has(user)) throw new CommandError(`auth info ${JSON.stringify(user)} does not exist`);
  const cluster = values.text('cluster');
  if (cluster !== '' && !config.clusters.has(cluster)) throw new CommandError(`no server found for cluster ${JSON.stringify(cluster)}`);
  const named = cluster || config.contexts.get(context)?.cluster || '';
  const server = values.text('server') || String(config.clusters.get(named)?.['server'] ?? 'http://localhost:8080');
  if (server !== SERVER) yield* refused(server, values.text('request-timeout'));
}

/** Nothing listens anywhere else. */
function* refused(server: string, timeout: string): Client<never> {
  const url = /^https?:\/\//.test(server) ? server.replace(/\/$/, '') : `http://${server}`;
  const host = url.replace(/^https?:\/\//, '');
  const address = host.includes(':') ? host : `${host}:${url.startsWith('https') ? 443 : 80}`;
  const dialled = address.replace(/^localhost(?=:)/, '127.0.0.1');
  const query = timeout === '0' ? '32s' : timeout;
  for (let attempt = 0; attempt < 5; attempt++) {
    const problem = `Get \\"${url}/api?timeout=${query}\\": dial tcp ${dialled}: connect: connection refused`;
    yield* printError(yield* klogLine('E', 'memcache.go:381', `"Couldn't get current server API group list" err="${problem}"`));
  }
  throw new ExitError(`The connection to the server ${host} was refused - did you specify the right host or port?`);
}
