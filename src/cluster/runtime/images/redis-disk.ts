/** What a redis server keeps on its disk: dump.rdb, written as it leaves or is told to, and read when it starts. The contents behind the header are our own. */
import type { Kernel, Proc } from '../kernel/context.ts';
import { closeFd, openPath, WRITE } from '../kernel/descriptors.ts';
import { isErrno, strerror } from '../kernel/errno.ts';
import { readFile } from '../kernel/files.ts';
import { print } from '../kernel/print.ts';
import type { Data, Entry, Value } from './redis-data.ts';

const HEADER = 'REDIS0012';
type Plain = readonly [key: string, expires: number | null, kind: Value['kind'], value: unknown];

const plainOf = (value: Value): unknown => {
  switch (value.kind) {
    case 'string': return value.text;
    case 'list': return value.items;
    case 'hash': return [...value.fields];
    case 'set': return value.members;
    case 'zset': return [...value.scores];
  }
};
function valueOf(kind: Value['kind'], plain: unknown): Value {
  switch (kind) {
    case 'string': return { kind, text: plain as string };
    case 'list': return { kind, items: plain as readonly string[] };
    case 'hash': return { kind, fields: new Map(plain as readonly (readonly [string, string])[]) };
    case 'set': return { kind, members: plain as readonly string[] };
    case 'zset': return { kind, scores: new Map(plain as readonly (readonly [string, number])[]) };
  }
}

/** Writes all data into dump.rdb of a folder; gives redis' words where that fails. */
export function save(k: Kernel, p: Proc, folder: string, data: Data): string | null {
  const fd = openPath(k, p, `${folder}/dump.rdb`, WRITE);
  if (isErrno(fd)) return `Failed opening the temp RDB file temp-${p.pid}.rdb (in server root dir ${folder}) for saving: ${strerror(fd)}`;
  const rows = [...data].map(([key, { value, expires }]): Plain => [key, expires, value.kind, plainOf(value)]);
  const failed = print(k, p, fd, HEADER + JSON.stringify(rows));
  closeFd(k, p, fd);
  return failed === null ? null : `Write error saving DB on disk: ${strerror(failed)}`;
}
/** What dump.rdb holds; null where there is none, false where it is not one of ours. */
export function load(k: Kernel, p: Proc, folder: string): Data | null | false {
  const file = readFile(k, p, `${folder}/dump.rdb`);
  if (typeof file === 'string') return null;
  if (!file.data.startsWith(HEADER)) return false;
  try {
    const rows = JSON.parse(file.data.slice(HEADER.length)) as readonly Plain[];
    return new Map(rows.map(([key, expires, kind, plain]): [string, Entry] => [key, { value: valueOf(kind, plain), expires }]));
  } catch {
    return false;
  }
}
