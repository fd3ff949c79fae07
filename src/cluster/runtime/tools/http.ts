/** What servers of HTTP share: connections that are accepted, requests that are read, answers that are written. */
import { socketEnds } from '../kernel/sockets.ts';
import { formatHttpDate } from './time.ts';
import type { SimTime } from '../../../model/time.ts';
import { after } from '../../../model/time.ts';
import { accept } from '../kernel/connections.ts';
import type { Kernel, Proc } from '../kernel/context.ts';
import { closeFd, readFd, waitFor } from '../kernel/descriptors.ts';
import { print } from '../kernel/print.ts';

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly version: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly line: string;
  readonly remote: string;
  readonly remotePort: number;
  /** The address that it came to. */
  readonly local: string;
}
interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}
export interface Visitor {
  readonly fd: number;
  readonly listener: number;
  readonly data: string;
  readonly requests: number;
  readonly until: SimTime | null;
}
const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Moved Temporarily',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  408: 'Request Time-out',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};
export const reasonOf = (status: number): string => REASONS[status] ?? 'Unknown';

/** A request from what has arrived; null where it is not complete, `bad` where it is none. */
export function parseRequest(data: string): { readonly request: Omit<HttpRequest, 'remote' | 'remotePort' | 'local'>; readonly rest: string } | 'bad' | null {
  const end = /\r?\n\r?\n/.exec(data);
  const firstLine = /^[^\r\n]*/.exec(data)?.[0] ?? '';
  if (data.includes('\n') && !/^[A-Za-z]+ \S+( HTTP\/\d\.\d)?$/.test(firstLine)) return 'bad';
  const simple = /^[A-Z]+ \S+$/.test(firstLine) && data.includes('\n');
  if (end === null && !simple) return null;
  const head = end === null ? data : data.slice(0, end.index);
  const rest = end === null ? '' : data.slice(end.index + end[0].length);
  const [line = '', ...lines] = head.split(/\r?\n/);
  const [method = '', target = '/', version = 'HTTP/0.9'] = line.split(' ');
  const headers: Record<string, string> = {};
  for (const each of lines) if (each.includes(':')) headers[each.slice(0, each.indexOf(':')).toLowerCase()] = each.slice(each.indexOf(':') + 1).trim();
  const length = Number(headers['content-length'] ?? 0);
  if (rest.length < length) return null;
  const mark = target.indexOf('?');
  const path = decode((mark < 0 ? target : target.slice(0, mark)).replace(/^https?:\/\/[^/]*/, '') || '/');
  return { request: { method, path, query: mark < 0 ? '' : target.slice(mark + 1), version, headers, body: rest.slice(0, length), line }, rest: rest.slice(length) };
}
const decode = (text: string): string => text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

export function answerText(answer: HttpAnswer, request: Pick<HttpRequest, 'method' | 'version'> | null): string {
  if (request?.version === 'HTTP/0.9') return answer.body;
  const headers = answer.headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}\r\n${headers}\r\n${request?.method === 'HEAD' ? '' : answer.body}`;
}
export const httpDate = formatHttpDate;

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  txt: 'text/plain',
  xml: 'text/xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  ico: 'image/x-icon',
};
export const typeOf = (path: string, otherwise: string): string => TYPES[/\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? ''] ?? otherwise;

/** Takes in who knocks at the listeners. */
export function greet(k: Kernel, p: Proc, listeners: readonly number[], keepMs: number | null): readonly Visitor[] {
  const visitors: Visitor[] = [];
  for (const listener of listeners)
    for (let made = accept(k, p, listener); typeof made !== 'string'; made = accept(k, p, listener)) visitors.push({
      fd: made.fd, listener, data: '', requests: 0, until: keepMs === null ? null : after(k.plan.now, keepMs),
    });
  return visitors;
}
export type Served = { readonly answer: string; readonly keep: boolean } | 'later';
/** Reads a visitor and answers whole requests; gives the visitor as it stays, or null where it has gone. */
export function attend(k: Kernel, p: Proc, visitor: Visitor, keepMs: number, serve: (request: HttpRequest, visitor: Visitor) => Served, bad: () => string): Visitor | null {
  let now = visitor;
  let ended = false;
  for (;;) {
    const part = readFd(k, p, now.fd, 65_536);
    if (part === 'EAGAIN') break;
    if (typeof part === 'string' || part.data === '') {
      ended = true;
      break;
    }
    now = { ...now, data: (now.data + part.data).slice(0, 1 << 20) };
  }
  for (;;) {
    const parsed = now.data === '' ? null : parseRequest(now.data);
    if (parsed === null) break;
    if (parsed === 'bad') {
      print(k, p, now.fd, bad());
      return leave(k, p, now);
    }
    const ends = socketEnds(k, p, now.fd);
    const served = serve({ remote: ends.remote, remotePort: ends.remotePort, local: ends.local, ...parsed.request }, now);
    if (served === 'later') return { ...now, data: parsed.rest, requests: now.requests + 1, until: null };
    print(k, p, now.fd, served.answer);
    now = { ...now, data: parsed.rest, requests: now.requests + 1, until: after(k.plan.now, keepMs) };
    if (!served.keep) return leave(k, p, now);
  }
  return ended || (now.until !== null && k.plan.now >= now.until) ? leave(k, p, now) : now;
}
export function leave(k: Kernel, p: Proc, visitor: Visitor): null {
  closeFd(k, p, visitor.fd);
  return null;
}
export const awaited = (k: Kernel, p: Proc, listeners: readonly number[], visitors: readonly Visitor[]): readonly string[] => [...listeners, ...visitors.map((visitor) => visitor.fd)].map((fd) => waitFor(k, p, fd));
export function soonest(visitors: readonly Visitor[]): SimTime | null {
  let first: SimTime | null = null;
  for (const { until } of visitors) if (until !== null && (first === null || until < first)) first = until;
  return first;
}
