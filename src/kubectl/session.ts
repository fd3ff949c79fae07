/** One run of kubectl: who asks, in which namespace, and the few things that all commands do with the cluster and the screen. */
import { call } from '../cluster/contract/client.ts';
import type { Client, ClientReplies } from '../cluster/contract/client.ts';
import type { ApiRequest, ApiResponse, UserInfo } from '../cluster/contract/api.ts';
import { formatTime } from '../model/time.ts';
import { isStatus } from '../model/status.ts';
import { ApiError, CommandError } from './errors.ts';
import type { KubeConfig } from './kubeconfig.ts';

/** Where kubectl runs. */
export interface KubectlEnv {
  /** What a pipe or a redirection brings to standard input; null or missing where a person types. */
  readonly stdin?: string | null;
  /** Whether standard input and output are a terminal. */
  readonly interactive?: boolean;
  /** Who asks; the administrator unless given. */
  readonly user?: UserInfo;
  /** The shell's variables. */
  readonly variables?: ReadonlyMap<string, string>;
  /** Kept file systems may put the kubeconfig elsewhere. */
  readonly kubeconfig?: string;
}

export interface Session {
  readonly env: KubectlEnv;
  readonly config: KubeConfig;
  readonly namespace: string;
  /** The namespace was named by `--namespace`. */
  readonly explicitNamespace: boolean;
  readonly user: UserInfo | undefined;
  /** Of `--token`; '' where there is none. */
  readonly token: string;
  /** The server's warnings that the person has been told: each is told once. */
  readonly told: Set<string>;
  /** How many objects of a list are asked for at once; 0 for all. */
  readonly chunkSize: number;
  /** The root of the commands, for help. */
  readonly program: string;
}

export const print = (text: string): Client<null> => call({ call: 'print', channel: 'stdout', text });
export const printError = (text: string): Client<null> => call({ call: 'print', channel: 'stderr', text });
export const clock = (): Client<ClientReplies['clock']> => call({ call: 'clock' });

/** The present instant in milliseconds since 1970. */
export function* wallClock(): Client<number> {
  const { now, epoch } = yield* clock();
  return epoch + now;
}
/** The present instant as the API writes times. */
export function* nowText(): Client<string> {
  const { now, epoch } = yield* clock();
  return formatTime(epoch, now);
}

/** By what a request says who asks. */
export const credentials = ({ user, token }: Session): Pick<ApiRequest, 'user' | 'token'> => ({ ...(user === undefined ? {} : { user }), ...(token === '' ? {} : { token }) });

/** Tells the server's warnings. */
export function* warn({ told }: Session, warnings: readonly string[]): Client<void> {
  for (const warning of warnings) {
    if (told.has(warning)) continue;
    told.add(warning);
    yield* printError(`Warning: ${warning}\n`);
  }
}

/** Asks the API server, tells its warnings, and gives the answer whatever it is. */
export function* ask(session: Session, request: ApiRequest): Client<ApiResponse> {
  const response = yield* call({ call: 'request', request: { ...request, ...credentials(session) } });
  yield* warn(session, response.warnings);
  return response;
}

/** Verbs whose path names an object. */
const NAMING: ReadonlySet<ApiRequest['verb']> = new Set(['get', 'update', 'patch', 'delete']);

/** Asks the API server; a refusal is thrown. What has no name is not asked for at all. */
export function* send(session: Session, request: ApiRequest): Client<ApiResponse> {
  if (request.name === '' && NAMING.has(request.verb)) throw new CommandError('resource name may not be empty');
  const response = yield* ask(session, request);
  if (response.code >= 400 && isStatus(response.body)) throw new ApiError(response.body);
  return response;
}

/** `W1123 05:44:43.583588   25210 helpers.go:714] …`, as klog writes it. */
export function* klogLine(level: 'I' | 'W' | 'E' | 'F', place: string, text: string): Client<string> {
  const at = new Date(yield* wallClock());
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${two(at.getUTCMonth() + 1)}${two(at.getUTCDate())}`;
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}.${String(at.getUTCMilliseconds()).padStart(3, '0')}000`;
  return `${level}${day} ${time}    1000 ${place}] ${text}\n`;
}
