/** `-v=6` and above: the requests of a command, as klog writes them. Follows client-go transport/round_trippers.go and rest/request.go. */
import type { ApiResponse } from '../cluster/contract/api.ts';
import type { Client, ClientCall, ClientReply } from '../cluster/contract/client.ts';
import { DEFAULT_KUBECONFIG, SERVER } from './kubeconfig.ts';
import { goJson, sortedKeys } from './printers/go-json.ts';
import { methodOf, requestUrl } from './request-url.ts';
import { klogLine, printError } from './session.ts';

const URLS = 6;
const HEADERS = 7;
const BODIES = 8;
const WHOLE_BODIES = 10;
/** How much of a body is shown below the highest level. */
const BODY_CHARACTERS = 1024;

const STATUS_WORDS: Readonly<Record<number, string>> = {
  101: 'Switching Protocols', 200: 'OK', 201: 'Created', 202: 'Accepted', 400: 'Bad Request', 401: 'Unauthorized', 403: 'Forbidden', 404: 'Not Found', 405: 'Method Not Allowed', 409: 'Conflict',
  410: 'Gone', 415: 'Unsupported Media Type', 422: 'Unprocessable Entity', 429: 'Too Many Requests', 500: 'Internal Server Error',
};
const statusWords = (code: number): string => `${code} ${STATUS_WORDS[code] ?? ''}`.trim();

const TABLES = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';

type Asked = ClientCall & { readonly call: 'request' | 'open' };

function* before({ request }: Asked, level: number): Client<void> {
  const place = `verb="${methodOf(request)}" url="${SERVER}${requestUrl(request)}"`;
  if (level >= BODIES && request.body !== undefined) yield* told('request.go:1212', `"Request Body" body=${bodyText(request.body, level)}`);
  if (level >= HEADERS) yield* told(
    'round_trippers.go:527',
    `"Request" ${place} headers=<\n\tAccept: ${request.options?.accept === 'table' ? TABLES : 'application/json'}\n\tUser-Agent: kubectl/v1.37.2 (linux/amd64)\n >`,
  );
}

function* after({ request }: Asked, response: ApiResponse | null, level: number): Client<void> {
  const status = `status="${statusWords(response?.code ?? (request.verb === 'watch' || request.subresource === 'log' ? 200 : 101))}"`;
  // Virtual time stands while a request is answered.
  yield* told('round_trippers.go:632', level >= HEADERS ? `"Response" ${status} headers="" milliseconds=0` : `"Response" verb="${methodOf(request)}" url="${SERVER}${requestUrl(request)}" ${status} milliseconds=0`);
  if (level >= BODIES && response !== null) yield* told('request.go:1212', `"Response Body" body=${bodyText(response.body, level)}`);
}

const told = function* (place: string, text: string): Client<void> {
  yield* printError(yield* klogLine('I', place, text));
};

function bodyText(body: unknown, level: number): string {
  const text = goJson(sortedKeys(body));
  if (level >= WHOLE_BODIES || text.length <= BODY_CHARACTERS) return JSON.stringify(text);
  return JSON.stringify(`${text.slice(0, BODY_CHARACTERS)} [truncated ${text.length - BODY_CHARACTERS} chars]`);
}

/** Runs a part of a program and tells its requests, from the level 6 on. */
export function* verbosely(program: Client<number>, level: number): Client<number> {
  if (level < URLS) return yield* program;
  yield* told('loader.go:405', `Config loaded from file:  ${DEFAULT_KUBECONFIG}`);
  let step = program.next(null);
  while (!step.done) {
    const made: ClientCall = step.value;
    const asks = made.call === 'request' || made.call === 'open';
    try {
      if (asks) yield* before(made, level);
      const reply: ClientReply = yield made;
      if (asks) yield* after(made, answerOf(reply), level);
      step = program.next(reply);
    } catch (error) {
      // What comes out of a wait (Ctrl-C) goes on into the program.
      step = program.throw(error);
    }
  }
  return step.value;
}

function answerOf(reply: ClientReply): ApiResponse | null {
  if (typeof reply !== 'object' || reply === null) return null;
  if ('response' in reply) return reply.response;
  return 'code' in reply ? reply : null;
}
