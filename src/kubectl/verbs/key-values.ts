/** Keys and values from `--from-literal`, `--from-file` and `--from-env-file`, for ConfigMaps and Secrets. Follows kubectl pkg/cmd/create and pkg/generate. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { byText } from '../../base/order.ts';
import { configKeyComplaints, oldEnvironmentNameComplaints } from '../../model/names.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import type { Flag, FlagValues } from '../flags.ts';

export const KEY_VALUE_FLAGS: readonly Flag[] = flags(`
  append-hash bool # Put a hash of the content at the end of the name.
  from-env-file slice # Files with lines of key=value.
  from-file slice # Files or folders; the key is the file's name unless it is given as key=path.
  from-literal array # key=value.
`);

/** Why a key is none; '' when it is one. */
const keyProblem = (key: string): string => configKeyComplaints(key).join(';');

interface Words {
  /** A folder where lines of key=value are expected. */
  readonly envFolder: string;
  badKey(key: string, problem: string): string;
  twice(key: string): string;
}
export const CONFIG_MAP_WORDS = (name: string): Words => ({
  envFolder: 'env config file cannot be a directory',
  badKey: (key, problem) => `${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${problem}`,
  twice: (key) => `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ${JSON.stringify(name)}`,
});
export const SECRET_WORDS: Words = {
  envFolder: 'env secret file cannot be a directory',
  badKey: (key, problem) => `${JSON.stringify(key)} is not valid key name for a Secret ${problem}`,
  twice: (key) => `cannot add key ${key}, another key by that name already exists`,
};

export function* keyValues(values: FlagValues, words: Words): Client<Readonly<Record<string, string>>> {
  const [literals, files, envFiles] = [values.list('from-literal'), values.list('from-file'), values.list('from-env-file')];
  if (envFiles.length > 0 && (literals.length > 0 || files.length > 0)) throw new CommandError('from-env-file cannot be combined with from-file or from-literal');
  const found = new Map<string, string>();
  const add = adding(found, words);
  for (const source of files) yield* fromFile(source, add);
  for (const source of literals) addLiteral(source, add);
  for (const source of envFiles) yield* fromEnvFile(source, add, words);
  return sorted(found);
}
/** What files hold: the key is the file's name unless it is given as key=path. */
export function* fromFiles(sources: readonly string[], words: Words): Client<Readonly<Record<string, string>>> {
  const found = new Map<string, string>();
  for (const source of sources) yield* fromFile(source, adding(found, words));
  return sorted(found);
}

const sorted = (found: ReadonlyMap<string, string>): Readonly<Record<string, string>> => Object.fromEntries([...found].sort(([a], [b]) => byText(a, b)));
const adding = (found: Map<string, string>, words: Words): Add => (key, value) => {
  const problem = keyProblem(key);
  if (problem !== '') throw new CommandError(words.badKey(key, problem));
  if (found.has(key)) throw new CommandError(words.twice(key));
  found.set(key, value);
};

type Add = (key: string, value: string) => void;

function addLiteral(source: string, add: Add): void {
  const equals = source.indexOf('=');
  if (equals <= 0) throw new CommandError(`invalid literal source ${source}, expected key=value`);
  const value = source.slice(equals + 1);
  const quoted = /^(['"])(.*)\1$/s.exec(value);
  add(source.slice(0, equals), quoted ? (quoted[2] ?? '') : value);
}

const baseName = (path: string): string => path.split('/').at(-1) ?? path;

function* fromFile(source: string, add: Add): Client<void> {
  const parts = source.split('=');
  if (parts.length > 2) throw new CommandError('key names or file paths cannot contain \'=\'');
  if (parts.length === 2 && parts[0] === '') throw new CommandError(`key name for file path ${parts[1] ?? ''} missing`);
  if (parts.length === 2 && parts[1] === '') throw new CommandError(`file path for key name ${parts[0] ?? ''} missing`);
  const path = parts.at(-1) ?? '';
  const key = parts.length === 2 ? (parts[0] ?? '') : baseName(path);
  const file = yield* call({ call: 'readFile', path });
  if (file.ok) return add(key, file.text);
  if (file.error === 'ENOENT') throw new CommandError(`error reading ${path}: no such file or directory`);
  if (parts.length === 2) throw new CommandError('cannot give a key name for a directory path');
  for (const name of [...(yield* call({ call: 'listFiles', folder: path }))].sort(byText)) {
    const inside = yield* call({ call: 'readFile', path: path === '.' ? name : `${path.replace(/\/$/, '')}/${name}` });
    if (inside.ok && keyProblem(name) === '') add(name, inside.text);
  }
}

function* fromEnvFile(path: string, add: Add, words: Words): Client<void> {
  const file = yield* call({ call: 'readFile', path });
  if (!file.ok) throw new CommandError(file.error === 'EISDIR' ? words.envFolder : `error reading ${path}: no such file or directory`);
  for (const line of file.text.replace(/^\ufeff/, '').split('\n').map((each) => each.replace(/^\s+/, '').replace(/\r$/, ''))) {
    if (line === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    const key = equals < 0 ? line : line.slice(0, equals);
    const complaints = oldEnvironmentNameComplaints(key);
    if (complaints.length > 0) throw new CommandError(`${JSON.stringify(key)} is not a valid key name: ${complaints.join(';')}`);
    add(key, equals < 0 ? '' : line.slice(equals + 1));
  }
}
