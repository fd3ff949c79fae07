/** The shell's variables. They lie in a file of the terminal, so that they outlast a line and are saved with the rest. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';

const VARIABLES_FILE = '/root/.variables';
export type Variables = ReadonlyMap<string, string>;
const GIVEN: readonly (readonly [string, string])[] = [['HOME', '/root'], ['PWD', '/root'], ['USER', 'root'], ['?', '0']];

export function* readVariables(): Client<Map<string, string>> {
  const file = yield* call({ call: 'readFile', path: VARIABLES_FILE });
  const kept = new Map(GIVEN);
  if (!file.ok) return kept;
  try {
    const values: unknown = JSON.parse(file.text);
    if (isObject(values)) for (const [name, value] of Object.entries(values)) if (typeof value === 'string') kept.set(name, value);
  } catch {
    // Somebody wrote something else into the file: there are no variables then.
  }
  return kept;
}

export function* writeVariables(variables: Variables): Client<void> {
  const own = [...variables].filter(([name, value]) => !GIVEN.some(([given, first]) => given === name && first === value));
  yield* call({ call: 'writeFile', path: VARIABLES_FILE, text: `${JSON.stringify(Object.fromEntries(own))}\n` });
}

/** `NAME=value` before a command, or alone. */
export const ASSIGNMENT = /^([A-Za-z_]\w*)=/;
