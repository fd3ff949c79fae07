/** nginx' configuration: text to blocks of directives, with nginx' words for what is wrong. */

export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  readonly block: readonly Directive[] | null;
  readonly file: string;
  readonly line: number;
}
export type Config = { readonly ok: true; readonly directives: readonly Directive[] } | { readonly ok: false; readonly error: string };
type ReadInclude = (pattern: string) => readonly { readonly path: string; readonly text: string }[] | null;

const KNOWN = new Set(
  ('user worker_processes error_log pid events http server location upstream listen server_name root index include default_type types sendfile tcp_nopush tcp_nodelay keepalive_timeout gzip log_format access_log worker_connections return ' +
    'proxy_pass proxy_set_header proxy_connect_timeout proxy_read_timeout proxy_http_version stub_status autoindex add_header try_files alias error_page allow deny expires rewrite if set charset client_max_body_size daemon ' +
    'server_tokens resolver limit_req limit_req_zone ssl_certificate ssl_certificate_key map etag proxy_redirect proxy_buffering keepalive gzip_types multi_accept use worker_rlimit_nofile absolute_redirect').split(' '),
);

class Syntax extends Error {}
interface Token {
  readonly text: string;
  readonly line: number;
  readonly bare: boolean;
}
function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  const pattern = /\n|[ \t\r]+|#[^\n]*|"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|[{};]|(?:\$\{[^}]*\}|[^\s{};"'])+/g;
  for (const match of text.matchAll(pattern)) {
    const [all, double, single] = match;
    if (all === '\n') line += 1;
    else if (/^[ \t\r#]/.test(all)) continue;
    else {
      tokens.push({ text: double ?? single ?? all, line, bare: double === undefined && single === undefined });
      line += all.split('\n').length - 1;
    }
  }
  return tokens;
}

export function parseConfig(path: string, text: string, include: ReadInclude): Config {
  try {
    const tokens = tokenise(text);
    const state = { at: 0 };
    return { ok: true, directives: block(tokens, state, path, include, false, text.split('\n').length) };
  } catch (error) {
    if (error instanceof Syntax) return { ok: false, error: error.message };
    throw error;
  }
}
function block(tokens: readonly Token[], state: { at: number }, file: string, include: ReadInclude, nested: boolean, lines: number): readonly Directive[] {
  const out: Directive[] = [];
  for (;;) {
    const first = tokens[state.at];
    if (first === undefined) {
      if (nested) throw new Syntax(`unexpected end of file, expecting "}" in ${file}:${lines}`);
      return out;
    }
    state.at += 1;
    if (first.bare && first.text === '}') {
      if (nested) return out;
      throw new Syntax(`unexpected "}" in ${file}:${first.line}`);
    }
    if (first.bare && first.text === ';') throw new Syntax(`unexpected ";" in ${file}:${first.line}`);
    const args: string[] = [];
    let token = tokens[state.at];
    while (token !== undefined && !(token.bare && /^[{};]$/.test(token.text))) {
      args.push(token.text);
      token = tokens[++state.at];
    }
    if (token === undefined) throw new Syntax(`unexpected end of file, expecting ";" or "}" in ${file}:${lines}`);
    if (token.text === '}') throw new Syntax(`unexpected "}" in ${file}:${token.line}`);
    state.at += 1;
    const opens = token.text === '{';
    if (first.text === 'types' || first.text === 'map') {
      block0(tokens, state);
      continue;
    }
    if (!KNOWN.has(first.text)) throw new Syntax(`unknown directive "${first.text}" in ${file}:${first.line}`);
    const inner = opens ? block(tokens, state, file, include, true, lines) : null;
    if (first.text === 'include') out.push(...included(args[0] ?? '', file, first.line, include));
    else out.push({ name: first.text, args, block: inner, file, line: first.line });
  }
}
/** Passes over a block that is not looked at. */
function block0(tokens: readonly Token[], state: { at: number }): void {
  for (let depth = 1; depth > 0 && state.at < tokens.length; state.at++) {
    const { text, bare } = tokens[state.at] ?? { text: '', bare: false };
    if (bare && text === '{') depth += 1;
    if (bare && text === '}') depth -= 1;
  }
}
function included(pattern: string, file: string, line: number, include: ReadInclude): readonly Directive[] {
  const files = include(pattern);
  if (files === null) throw new Syntax(`open() "${pattern}" failed (2: No such file or directory) in ${file}:${line}`);
  return files.flatMap(({ path, text }) => block(tokenise(text), { at: 0 }, path, include, false, text.split('\n').length));
}

/** The first directive of a name. */
export const find = (directives: readonly Directive[] | null, name: string): Directive | undefined => directives?.find((each) => each.name === name);
export const all = (directives: readonly Directive[] | null, name: string): readonly Directive[] => (directives ?? []).filter((each) => each.name === name);

/** The location that answers a path: the exact one, the longest prefix, or a pattern before that (as `~` asks for). */
export function locationFor(server: readonly Directive[], path: string, patternFits: (pattern: string, path: string, caseless: boolean) => boolean): Directive | null {
  let best: Directive | null = null;
  let length = -1;
  for (const location of all(server, 'location')) {
    const [how = '', target] = location.args;
    if (how === '=' && target === path) return location;
    const prefix = how === '^~' ? (target ?? '') : target === undefined ? how : null;
    if (prefix !== null && !prefix.startsWith('@') && path.startsWith(prefix) && prefix.length > length) {
      best = location;
      length = prefix.length;
    }
  }
  if (best?.args[0] === '^~') return best;
  for (const location of all(server, 'location')) {
    const [how = '', target = ''] = location.args;
    if ((how === '~' || how === '~*') && patternFits(target, path, how === '~*')) return location;
  }
  return best;
}
