/** What a redis server keeps and how each command changes it: plain data in, plain data out. */

export type Value = { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'hash'; readonly fields: ReadonlyMap<string, string> }
  | { readonly kind: 'set'; readonly members: readonly string[] }
  | { readonly kind: 'zset'; readonly scores: ReadonlyMap<string, number> };
export interface Entry {
  readonly value: Value;
  /** Milliseconds of the server's clock, or null. */
  readonly expires: number | null;
}
export type Data = ReadonlyMap<string, Entry>;
export type Reply = { readonly simple: string } | { readonly error: string } | { readonly integer: number } | { readonly bulk: string | null } | { readonly array: readonly Reply[] };

export const OK: Reply = { simple: 'OK' };
const bulk = (text: string | null | undefined): Reply => ({ bulk: text ?? null });
const integer = (value: number): Reply => ({ integer: value });
const texts = (items: readonly string[]): Reply => ({ array: items.map(bulk) });
const error = (text: string): Reply => ({ error: text });
const WRONG_TYPE = error('WRONGTYPE Operation against a key holding the wrong kind of value');
const NOT_INTEGER = error('ERR value is not an integer or out of range');
const SYNTAX = error('ERR syntax error');

class Stop extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super();
    this.reply = reply;
  }
}

/** The keys while one command is at work. */
class Keys {
  private data: Map<string, Entry> | Data;
  private changed = false;
  readonly now: number;
  constructor(data: Data, now: number) {
    this.data = data;
    this.now = now;
  }
  get result(): Data {
    return this.data;
  }
  entry(key: string): Entry | undefined {
    const found = this.data.get(key);
    return found !== undefined && found.expires !== null && found.expires <= this.now ? undefined : found;
  }
  names(): readonly string[] {
    return [...this.data.keys()].filter((key) => this.entry(key) !== undefined);
  }
  of<K extends Value['kind']>(key: string, kind: K): Extract<Value, { kind: K }> | undefined {
    const value = this.entry(key)?.value;
    if (value === undefined) return undefined;
    if (value.kind !== kind) throw new Stop(WRONG_TYPE);
    return value as Extract<Value, { kind: K }>;
  }
  private writable(): Map<string, Entry> {
    if (!this.changed) this.data = new Map(this.data);
    this.changed = true;
    return this.data as Map<string, Entry>;
  }
  put(key: string, value: Value, expires: number | null | undefined = undefined): void {
    this.writable().set(key, { value, expires: expires === undefined ? (this.entry(key)?.expires ?? null) : expires });
  }
  drop(key: string): boolean {
    const was = this.entry(key) !== undefined;
    this.writable().delete(key);
    return was;
  }
  clear(): void {
    this.writable().clear();
  }
}

type Command = { readonly arity: number; run(keys: Keys, args: readonly string[]): Reply };
/** `arity` as COMMAND gives it: negative is a least number, the name counted. */
const command = (arity: number, run: Command['run']): Command => ({ arity, run });
const whole = (text: string | undefined): number => {
  if (text === undefined || !/^-?\d+$/.test(text)) throw new Stop(NOT_INTEGER);
  return Number(text);
};
const at = (args: readonly string[], i: number): string => args[i] ?? '';
function range(items: readonly string[], from: number, to: number): readonly string[] {
  const start = from < 0 ? Math.max(0, items.length + from) : from;
  const end = to < 0 ? items.length + to : to;
  return items.slice(start, end + 1);
}
const add = (sign: 1 | -1, by: 'one' | 'argument'): Command => command(by === 'one' ? 2 : 3, (keys, args) => {
  const before = keys.of(at(args, 0), 'string')?.text ?? '0';
  const value = whole(before) + sign * (by === 'one' ? 1 : whole(args[1]));
  keys.put(at(args, 0), { kind: 'string', text: String(value) });
  return integer(value);
});
function set(keys: Keys, args: readonly string[]): Reply {
  const [key = '', text = '', ...options] = args;
  const flags = options.map((each) => each.toUpperCase());
  let expires: number | null = flags.includes('KEEPTTL') ? (keys.entry(key)?.expires ?? null) : null;
  for (const [i, flag] of flags.entries()) {
    if (flag === 'EX') expires = keys.now + whole(options[i + 1]) * 1000;
    else if (flag === 'PX') expires = keys.now + whole(options[i + 1]);
    else if (!['NX', 'XX', 'GET', 'KEEPTTL'].includes(flag) && !['EX', 'PX'].includes(flags[i - 1] ?? '')) return SYNTAX;
  }
  const old = flags.includes('GET') ? keys.of(key, 'string') : undefined;
  const there = keys.entry(key) !== undefined;
  if ((flags.includes('NX') && there) || (flags.includes('XX') && !there)) return bulk(flags.includes('GET') ? old?.text : null);
  keys.put(key, { kind: 'string', text }, expires);
  return flags.includes('GET') ? bulk(old?.text) : OK;
}
const pushes = (end: 'left' | 'right'): Command => command(-3, (keys, args) => {
  let items = keys.of(at(args, 0), 'list')?.items ?? [];
  for (const item of args.slice(1)) items = end === 'left' ? [item, ...items] : [...items, item];
  keys.put(at(args, 0), { kind: 'list', items });
  return integer(items.length);
});
const pops = (end: 'left' | 'right'): Command => command(-2, (keys, args) => {
  const items = keys.of(at(args, 0), 'list')?.items;
  if (items === undefined) return bulk(null);
  const count = args[1] === undefined ? 1 : whole(args[1]);
  const taken = end === 'left' ? items.slice(0, count) : items.slice(-count).reverse();
  const rest = end === 'left' ? items.slice(count) : items.slice(0, Math.max(0, items.length - count));
  if (rest.length === 0) keys.drop(at(args, 0));
  else keys.put(at(args, 0), { kind: 'list', items: rest });
  return args[1] === undefined ? bulk(taken[0]) : texts(taken);
});
const expire = (unit: number): Command => command(-3, (keys, args) => {
  const entry = keys.entry(at(args, 0));
  if (entry === undefined) return integer(0);
  keys.put(at(args, 0), entry.value, keys.now + whole(args[1]) * unit);
  return integer(1);
});
const ttl = (unit: number): Command => command(2, (keys, args) => {
  const entry = keys.entry(at(args, 0));
  return integer(entry === undefined ? -2 : entry.expires === null ? -1 : Math.round((entry.expires - keys.now) / unit));
});
function globToTest(glob: string): (text: string) => boolean {
  const pattern = new RegExp(`^${glob.slice(0, 200).replace(/[.+^${}()|\\]/g, '\\$&').replace(/\*+/g, '[^]*').replace(/\?/g, '[^]')}$`);
  return (text) => pattern.test(text.slice(0, 1000));
}
const hset: Command = command(-4, (keys, args) => {
  const [key = '', ...pairs] = args;
  if (pairs.length % 2 !== 0) return error("ERR wrong number of arguments for 'hset' command");
  const fields = new Map(keys.of(key, 'hash')?.fields ?? []);
  const before = fields.size;
  for (let i = 0; i < pairs.length; i += 2) fields.set(at(pairs, i), at(pairs, i + 1));
  keys.put(key, { kind: 'hash', fields });
  return integer(fields.size - before);
});
const members = (keys: Keys, key: string): readonly string[] => keys.of(key, 'set')?.members ?? [];
const byScore = (scores: ReadonlyMap<string, number>): readonly (readonly [string, number])[] => [...scores].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
const zrange = (first: 'lowest' | 'highest'): Command => command(-4, (keys, args) => {
  const sorted = byScore(keys.of(at(args, 0), 'zset')?.scores ?? new Map()).map(([member]) => member);
  const shown = range(first === 'highest' ? [...sorted].reverse() : sorted, whole(args[1]), whole(args[2]));
  const scores = keys.of(at(args, 0), 'zset')?.scores;
  return texts(args[3]?.toUpperCase() === 'WITHSCORES' ? shown.flatMap((member) => [member, String(scores?.get(member) ?? 0)]) : shown);
});

const COMMANDS: Readonly<Record<string, Command>> = {
  PING: command(-1, (_, args) => (args[0] === undefined ? { simple: 'PONG' } : bulk(args[0]))),
  ECHO: command(2, (_, args) => bulk(args[0])),
  SELECT: command(2, () => OK),
  AUTH: command(-2, () => error('ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?')),
  SET: command(-3, set),
  GET: command(2, (keys, args) => bulk(keys.of(at(args, 0), 'string')?.text)),
  GETSET: command(3, (keys, args) => { const old = keys.of(at(args, 0), 'string')?.text; keys.put(at(args, 0), { kind: 'string', text: at(args, 1) }, null); return bulk(old); }),
  SETNX: command(3, (keys, args) => { if (keys.entry(at(args, 0)) !== undefined) return integer(0); keys.put(at(args, 0), { kind: 'string', text: at(args, 1) }, null); return integer(1); }),
  SETEX: command(4, (keys, args) => { keys.put(at(args, 0), { kind: 'string', text: at(args, 2) }, keys.now + whole(args[1]) * 1000); return OK; }),
  GETDEL: command(2, (keys, args) => { const old = keys.of(at(args, 0), 'string')?.text; keys.drop(at(args, 0)); return bulk(old); }),
  MSET: command(-3, (keys, args) => { for (let i = 0; i < args.length; i += 2) keys.put(at(args, i), { kind: 'string', text: at(args, i + 1) }, null); return OK; }),
  MGET: command(-2, (keys, args) => ({ array: args.map((key) => { const value = keys.entry(key)?.value; return bulk(value?.kind === 'string' ? value.text : null); }) })),
  APPEND: command(3, (keys, args) => { const text = (keys.of(at(args, 0), 'string')?.text ?? '') + at(args, 1); keys.put(at(args, 0), { kind: 'string', text }); return integer(text.length); }),
  STRLEN: command(2, (keys, args) => integer(keys.of(at(args, 0), 'string')?.text.length ?? 0)),
  GETRANGE: command(4, (keys, args) => { const text = keys.of(at(args, 0), 'string')?.text ?? ''; return bulk(range([...text], whole(args[1]), whole(args[2])).join('')); }),
  INCR: add(1, 'one'), DECR: add(-1, 'one'), INCRBY: add(1, 'argument'), DECRBY: add(-1, 'argument'),
  DEL: command(-2, (keys, args) => integer(args.filter((key) => keys.drop(key)).length)),
  UNLINK: command(-2, (keys, args) => integer(args.filter((key) => keys.drop(key)).length)),
  EXISTS: command(-2, (keys, args) => integer(args.filter((key) => keys.entry(key) !== undefined).length)),
  TYPE: command(2, (keys, args) => ({ simple: keys.entry(at(args, 0))?.value.kind ?? 'none' })),
  KEYS: command(2, (keys, args) => texts(keys.names().filter(globToTest(at(args, 0))))),
  DBSIZE: command(1, (keys) => integer(keys.names().length)),
  RENAME: command(3, (keys, args) => {
    const entry = keys.entry(at(args, 0));
    if (entry === undefined) return error('ERR no such key');
    keys.drop(at(args, 0));
    keys.put(at(args, 1), entry.value, entry.expires);
    return OK;
  }),
  FLUSHALL: command(-1, (keys) => { keys.clear(); return OK; }), FLUSHDB: command(-1, (keys) => { keys.clear(); return OK; }),
  EXPIRE: expire(1000),
  PEXPIRE: expire(1),
  TTL: ttl(1000),
  PTTL: ttl(1),
  PERSIST: command(2, (keys, args) => { const entry = keys.entry(at(args, 0)); if (entry === undefined || entry.expires === null) return integer(0); keys.put(at(args, 0), entry.value, null); return integer(1); }),
  LPUSH: pushes('left'),
  RPUSH: pushes('right'),
  LPOP: pops('left'),
  RPOP: pops('right'),
  LLEN: command(2, (keys, args) => integer(keys.of(at(args, 0), 'list')?.items.length ?? 0)),
  LRANGE: command(4, (keys, args) => texts(range(keys.of(at(args, 0), 'list')?.items ?? [], whole(args[1]), whole(args[2])))),
  LINDEX: command(3, (keys, args) => bulk(keys.of(at(args, 0), 'list')?.items.at(whole(args[1])))),
  LREM: command(4, (keys, args) => {
    const items = keys.of(at(args, 0), 'list')?.items ?? [];
    const kept = items.filter((item) => item !== args[2]);
    keys.put(at(args, 0), { kind: 'list', items: kept });
    return integer(items.length - kept.length);
  }),
  HSET: hset,
  HMSET: command(-4, (keys, args) => { const reply = hset.run(keys, args); return 'error' in reply ? reply : OK; }),
  HGET: command(3, (keys, args) => bulk(keys.of(at(args, 0), 'hash')?.fields.get(at(args, 1)))),
  HGETALL: command(2, (keys, args) => texts([...(keys.of(at(args, 0), 'hash')?.fields ?? [])].flat())),
  HKEYS: command(2, (keys, args) => texts([...(keys.of(at(args, 0), 'hash')?.fields.keys() ?? [])])),
  HVALS: command(2, (keys, args) => texts([...(keys.of(at(args, 0), 'hash')?.fields.values() ?? [])])),
  HLEN: command(2, (keys, args) => integer(keys.of(at(args, 0), 'hash')?.fields.size ?? 0)),
  HEXISTS: command(3, (keys, args) => integer(keys.of(at(args, 0), 'hash')?.fields.has(at(args, 1)) === true ? 1 : 0)),
  HDEL: command(-3, (keys, args) => {
    const fields = new Map(keys.of(at(args, 0), 'hash')?.fields ?? []);
    const gone = args.slice(1).filter((field) => fields.delete(field)).length;
    if (fields.size === 0) keys.drop(at(args, 0)); else keys.put(at(args, 0), { kind: 'hash', fields });
    return integer(gone);
  }),
  HINCRBY: command(4, (keys, args) => {
    const fields = new Map(keys.of(at(args, 0), 'hash')?.fields ?? []);
    const value = whole(fields.get(at(args, 1)) ?? '0') + whole(args[2]);
    keys.put(at(args, 0), { kind: 'hash', fields: fields.set(at(args, 1), String(value)) });
    return integer(value);
  }),
  SADD: command(-3, (keys, args) => {
    const all = new Set(members(keys, at(args, 0)));
    const before = all.size;
    for (const each of args.slice(1)) all.add(each);
    keys.put(at(args, 0), { kind: 'set', members: [...all] });
    return integer(all.size - before);
  }),
  SREM: command(-3, (keys, args) => {
    const all = members(keys, at(args, 0));
    const kept = all.filter((each) => !args.slice(1).includes(each));
    if (kept.length === 0) keys.drop(at(args, 0)); else keys.put(at(args, 0), { kind: 'set', members: kept });
    return integer(all.length - kept.length);
  }),
  SMEMBERS: command(2, (keys, args) => texts(members(keys, at(args, 0)))),
  SCARD: command(2, (keys, args) => integer(members(keys, at(args, 0)).length)),
  SISMEMBER: command(3, (keys, args) => integer(members(keys, at(args, 0)).includes(at(args, 1)) ? 1 : 0)),
  ZADD: command(-4, (keys, args) => {
    const scores = new Map(keys.of(at(args, 0), 'zset')?.scores ?? []);
    const before = scores.size;
    for (let i = 1; i < args.length; i += 2) scores.set(at(args, i + 1), Number(args[i]));
    keys.put(at(args, 0), { kind: 'zset', scores });
    return integer(scores.size - before);
  }),
  ZRANGE: zrange('lowest'),
  ZREVRANGE: zrange('highest'),
  ZSCORE: command(3, (keys, args) => { const score = keys.of(at(args, 0), 'zset')?.scores.get(at(args, 1)); return bulk(score === undefined ? null : String(score)); }),
  ZCARD: command(2, (keys, args) => integer(keys.of(at(args, 0), 'zset')?.scores.size ?? 0)),
  TIME: command(1, (keys) => texts([String(Math.floor(keys.now / 1000)), String((keys.now % 1000) * 1000)])),
  COMMAND: command(-1, () => ({ array: [] })),
  CLIENT: command(-2, (_, args) => (args[0]?.toUpperCase() === 'GETNAME' ? bulk('') : OK)),
};

/** One command on the data; names that are not known here are left to the server. */
export function execute(data: Data, now: number, name: string, args: readonly string[]): { readonly reply: Reply; readonly data: Data } | null {
  const found = COMMANDS[name.toUpperCase()];
  if (found === undefined) return null;
  const given = args.length + 1;
  if (found.arity >= 0 ? given !== found.arity : given < -found.arity) return { reply: error(`ERR wrong number of arguments for '${name.toLowerCase()}' command`), data };
  const keys = new Keys(data, now);
  try {
    const reply = found.run(keys, args);
    return { reply, data: 'error' in reply ? data : keys.result };
  } catch (stop) {
    if (stop instanceof Stop) return { reply: stop.reply, data };
    throw stop;
  }
}
