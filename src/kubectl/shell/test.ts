/** `test` and `[`: questions about texts, numbers and files. */
import { call } from '../../cluster/contract/client.ts';
import type { Client, ClientProgram } from '../../cluster/contract/client.ts';
import { CommandError } from '../errors.ts';

const NUMBERS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b, '-ne': (a, b) => a !== b, '-lt': (a, b) => a < b, '-le': (a, b) => a <= b, '-gt': (a, b) => a > b, '-ge': (a, b) => a >= b,
};
const FILES: ReadonlySet<string> = new Set(['-e', '-f', '-d', '-s', '-r']);

function whole(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new CommandError(`${text}: bad number`);
  return Number(text);
}

function* isFile(kind: string, path: string): Client<boolean> {
  const file = yield* call({ call: 'readFile', path });
  if (kind === '-d') return !file.ok && file.error === 'EISDIR';
  return file.ok ? kind !== '-s' || file.text !== '' : kind === '-e' && file.error === 'EISDIR';
}

function* holds(words: readonly string[]): Client<boolean> {
  const join = Math.max(words.lastIndexOf('-o'), -1);
  if (join > 0 && words.length > 3) return (yield* holds(words.slice(0, join))) || (yield* holds(words.slice(join + 1)));
  const both = words.lastIndexOf('-a');
  if (both > 0 && words.length > 3) return (yield* holds(words.slice(0, both))) && (yield* holds(words.slice(both + 1)));
  const [first = '', second = '', third = ''] = words;
  if (words.length > 1 && first === '!') return !(yield* holds(words.slice(1)));
  if (words.length <= 1) return first !== '';
  if (words.length === 2) {
    if (first === '-z') return second === '';
    if (first === '-n') return second !== '';
    if (FILES.has(first)) return yield* isFile(first, second);
    throw new CommandError(`${first}: unknown operand`);
  }
  if (words.length > 3) throw new CommandError(`${words[3] ?? ''}: unknown operand`);
  if (second === '=' || second === '==') return first === third;
  if (second === '!=') return first !== third;
  const compare = NUMBERS[second];
  if (compare === undefined) throw new CommandError(`${second}: unknown operand`);
  return compare(whole(first), whole(third));
}

/** Ends with 0 where it is so. */
export function* test(args: readonly string[]): ClientProgram {
  return (yield* holds(args)) ? 0 : 1;
}
export function* bracket(args: readonly string[]): ClientProgram {
  if (args.at(-1) !== ']') throw new CommandError('missing ]');
  return yield* test(args.slice(0, -1));
}
