/** The ending that `--append-hash` gives a name: it changes with the content. Follows kubectl pkg/util/hash. */
import { utf8Bytes } from '../../base/bytes.ts';
import { sha256 } from '../../base/digests.ts';
import { goJson, sortedKeys } from '../printers/go-json.ts';
import type { Invocation } from '../command.ts';
import type { Made } from './generator.ts';

/** No vowels, and no digits that look like them, so that no word comes about. */
const SPELLED: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };
const LETTERS = 10;

export function contentHash({ kind, metadata, data, type }: Made): string {
  const { name } = metadata as { readonly name: string };
  const told = goJson(sortedKeys({ kind, name, data: data ?? {}, ...(kind === 'Secret' ? { type: type ?? '' } : {}) }));
  const digest = sha256(utf8Bytes(told).map((byte) => String.fromCharCode(byte)).join(''));
  return [...digest.slice(0, LETTERS)].map((letter) => SPELLED[letter] ?? letter).join('');
}

/** A ConfigMap or Secret, with the hash at the end of its name where that was asked for. */
export function named({ flags: values }: Invocation, made: Made): Made {
  if (!values.bool('append-hash')) return made;
  const metadata = made['metadata'] as { readonly name: string };
  return { ...made, metadata: { ...metadata, name: `${metadata.name}-${contentHash(made)}` } };
}
