/** Which lines of an object's YAML were written by whoever applied it, and which the API server and the cluster have filled in since. */
import { isObject } from '../../base/json.ts';
import type { KubeObject } from '../../model/objects.ts';
import { LAST_APPLIED } from '../../model/well-known.ts';

type Path = readonly (string | number)[];

/** What was applied, as kubectl noted it; null where nobody has noted it. */
export function writtenOf({ metadata }: Pick<KubeObject, 'metadata'>): unknown {
  const noted = metadata.annotations?.[LAST_APPLIED];
  if (noted === undefined) return null;
  try {
    return JSON.parse(noted);
  } catch {
    return null;
  }
}

function has(value: unknown, path: Path): boolean {
  let at = value;
  for (const key of path) {
    if (Array.isArray(at) ? typeof key !== 'number' || key >= at.length : !isObject(at) || !Object.hasOwn(at, key)) return false;
    at = (at as Record<string | number, unknown>)[key];
  }
  return true;
}

interface Open {
  readonly indent: number;
  readonly key: string | number;
}
const KEY = /^(?:"((?:[^"\\]|\\.)*)"|([^\s"'#:][^:]*?)):(?:\s|$)/;

/** The path of each line, in the form that kubectl prints: lists stand at the indent of their key. Lines that go on with a text have the path of the line above. */
export function pathsOf(text: string): readonly Path[] {
  let open: readonly Open[] = [];
  let block = -1;
  return text.split('\n').map(line => {
    let indent = line.length - line.trimStart().length;
    let rest = line.slice(indent);
    if (rest === '' || (block >= 0 && indent > block)) return open.map(({ key }) => key);
    block = -1;
    for (; rest.startsWith('- '); rest = rest.slice(2), indent += 2) {
      const here = indent;
      const known = open.find(each => each.indent === here && typeof each.key === 'number');
      open = [...open.filter(each => each.indent < here || (each.indent === here && typeof each.key === 'string')), { indent: here, key: known === undefined ? 0 : (known.key as number) + 1 }];
    }
    const [, quoted, plain] = KEY.exec(rest) ?? [];
    const key = quoted ?? plain;
    if (key !== undefined) {
      // In an entry of a list, a key stands deeper than the dash.
      open = [...open.filter(each => each.indent < indent), { indent, key }];
      if (/:\s+[|>][-+\d]*$/.test(rest)) block = indent;
    }
    return open.map(each => each.key);
  });
}

/** For each line, whether it was written; null where that is not known. */
export function writtenLines(text: string, written: unknown): readonly boolean[] | null {
  return written === null ? null : pathsOf(text).map(path => has(written, path));
}
