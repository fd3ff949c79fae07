/** What Tab offers: commands, flags, kinds, names of the cluster's objects, files. Nothing is asked of the server. */
import { isObject } from '../base/json.ts';
import { byText } from '../base/order.ts';
import type { ClusterView } from '../cluster/contract/view.ts';
import type { KubeObject, Node, Pod } from '../model/objects.ts';
import { schemaOfKind } from '../model/schema.ts';
import { commands, root } from './commands.ts';
import type { Command } from './command.ts';
import { fieldNames, pathOffers } from './complete-paths.ts';
import { placeAt, structIn } from './explain/walk.ts';
import type { Flag } from './flags.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';
import { kubeadmConfig } from './kubeconfig.ts';
import { findMapping, preferredResources } from './mapper.ts';
import { splitWords } from './shell/split.ts';
import { tools } from './shell/tools.ts';
import { ASSIGNMENT } from './shell/variables.ts';

export interface Completion {
  /** Stands in for the word at the cursor; of `a=b,c` for `c` alone. */
  readonly text: string;
  /** What it is, where that needs a word. */
  readonly note: string;
}
interface CompletionContext {
  readonly view: ClusterView;
  readonly files: readonly string[];
}

const MOST = 200;
/** A path of fields is mostly typed behind an open quote. */
const OPEN_QUOTE = /(\s(?:-o ?|--output[= ])(?:jsonpath(?:-as-json)?|custom-columns)=|\s--sort-by[= ])['"](?=[^'"]*$)/;
const plain = (texts: Iterable<string>): readonly Completion[] => Array.from(texts, (text) => ({ text, note: '' }));

/** What the word at the cursor may become, in order of the alphabet. */
export function complete(line: string, cursor: number, context: CompletionContext): readonly Completion[] {
  const words = lastCommand(line.slice(0, cursor).replace(OPEN_QUOTE, '$1'));
  if (words === null) return [];
  const word = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const typed = /[^=,]*$/.exec(word)?.[0] ?? '';
  return offers(before, word, context)
    .filter(({ text }) => text.startsWith(typed) && text !== typed)
    .filter(({ text }, at, all) => all.findIndex((other) => other.text === text) === at)
    .toSorted((a, b) => byText(a.text, b.text))
    .slice(0, MOST);
}

/** The words of the command that the cursor stands in; the last is what is being typed. */
function lastCommand(text: string): readonly string[] | null {
  const split = splitWords(text);
  if (!split.ok) return null;
  const start = split.value.findLastIndex(({ operator, text: sign }) => operator && !['>', '>>', '<', '<<'].includes(sign)) + 1;
  const words = split.value.slice(start);
  const redirects = words.findLastIndex(({ operator }) => operator);
  if (redirects >= 0 && redirects >= words.length - 2) return ['<', /\s$/.test(text) || redirects === words.length - 1 ? '' : (words.at(-1)?.text ?? '')];
  const texts = words.map((word) => word.text);
  return texts.length === 0 || /\s$/.test(text) ? [...texts, ''] : texts;
}

function offers(before: readonly string[], word: string, context: CompletionContext): readonly Completion[] {
  const [program, ...args] = before.slice(before.findIndex((each) => !ASSIGNMENT.test(each)));
  if (program === undefined || ASSIGNMENT.test(program)) return [{ text: 'kubectl', note: root.summary }, ...plain(Object.keys(tools))];
  if (program !== 'kubectl' && program !== 'k') return plain(context.files);
  return kubectlOffers(args, word, context);
}

interface Typed {
  readonly command: Command;
  readonly args: readonly string[];
  /** The flag whose value the cursor stands in. */
  readonly open: Flag | null;
  readonly given: ReadonlyMap<string, string>;
}

const tableOf = (command: Command): readonly Flag[] => [...command.flags, ...GLOBAL_FLAGS];
const flagOf = (command: Command, word: string): Flag | undefined => {
  const name = word.split('=')[0] ?? '';
  return tableOf(command).find((flag) => name === `--${flag.name}` || (flag.short !== '' && name === `-${flag.short}`));
};

/** Reads what stands before the cursor. */
function readTyped(words: readonly string[]): Typed {
  let command: Command = root;
  const args: string[] = [];
  const given = new Map<string, string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('-') && word !== '-') {
      const flag = flagOf(command, word);
      if (flag === undefined) continue;
      if (word.includes('=') || flag.alone !== null) given.set(flag.name, word.includes('=') ? word.slice(word.indexOf('=') + 1) : 'true');
      else if (at === words.length - 1) return { command, args, open: flag, given };
      else given.set(flag.name, words[++at] ?? '');
      continue;
    }
    const next: Command | undefined = args.length === 0 ? command.subcommands?.find(({ name, aliases }) => name === word || (aliases ?? []).includes(word)) : undefined;
    if (next) command = next;
    else args.push(word);
  }
  return { command, args, open: null, given };
}

const asCommand = ({ name, summary }: Command): Completion => ({ text: name, note: summary });

function kubectlOffers(words: readonly string[], word: string, context: CompletionContext): readonly Completion[] {
  if (words[0] === 'help') return commands.filter(({ hidden }) => hidden !== true).map(asCommand);
  const typed = readTyped(words);
  const { command } = typed;
  if (words.includes('--')) return [];
  if (typed.open !== null) return valueOffers(typed.open, word, typed, context);
  if (word.startsWith('-')) {
    const flag = word.includes('=') ? flagOf(command, word) : undefined;
    if (flag) return valueOffers(flag, word.slice(word.indexOf('=') + 1), typed, context);
    return tableOf(command).filter(({ deprecated }) => deprecated === undefined).map((each) => ({ text: `--${each.name}${each.alone === null ? '=' : ''}`, note: each.help }));
  }
  const subcommands = typed.args.length === 0 ? (command.subcommands ?? []).filter(({ hidden }) => hidden !== true).map(asCommand) : [];
  if (command === root) return [...subcommands, { text: 'help', note: 'Tell about a command' }];
  return [...subcommands, ...argumentOffers(typed, word, context)];
}

const FIXED: Readonly<Record<string, readonly string[]>> = {
  'dry-run': ['none', 'client', 'server'],
  cascade: ['background', 'foreground', 'orphan'],
  'image-pull-policy': ['Always', 'IfNotPresent', 'Never'],
  restart: ['Always', 'OnFailure', 'Never'],
  validate: ['strict', 'warn', 'ignore'],
  types: ['Normal', 'Warning'],
  for: ['condition=', 'create', 'delete', 'jsonpath='],
  profile: ['general', 'baseline', 'restricted', 'netadmin', 'sysadmin'],
  type: ['strategic', 'merge', 'json'],
  output: ['json', 'yaml', 'name', 'wide', 'jsonpath=', 'custom-columns=', 'go-template='],
};

/** `value` is what has been typed of it. */
function valueOffers(flag: Flag, value: string, typed: Typed, context: CompletionContext): readonly Completion[] {
  const { view } = context;
  if (flag.name === 'namespace') return plain(view.list('namespaces').map(({ metadata }) => metadata.name));
  if (flag.name === 'filename' || flag.name === 'kubeconfig' || flag.name === 'patch-file') return plain(context.files);
  if (flag.name === 'context') return plain(kubeadmConfig.contexts.keys());
  if (flag.name === 'container' || flag.name === 'target') return plain(containersOf(typed, view));
  if (flag.name === 'image') return plain(imagesOf(view));
  if (flag.name === 'selector') return plain(labelsOf(typed, view));
  if (flag.name === 'output' && /^(?:jsonpath|jsonpath-as-json|custom-columns)=/.test(value)) return plain(pathOffers(value.slice(value.indexOf('=') + 1).replace(/^.*,/s, ''), typed.args, value.startsWith('custom')));
  if (flag.name === 'sort-by') return plain(pathOffers(value, typed.args, true));
  if (flag.name === 'for' && value.startsWith('condition=')) return plain(conditionsOf(typed, view));
  if (flag.name === 'type' && typed.command.name !== 'patch') return [];
  return plain(FIXED[flag.name] ?? []);
}

/** What can be waited for: the conditions that objects of the kind tell of. */
function conditionsOf(typed: Typed, view: ClusterView): readonly string[] {
  const objects = objectsOf((typed.args[0] ?? 'pods').split('/')[0] ?? '', typed, view);
  const told = objects.flatMap(({ status }) => (isObject(status) && Array.isArray(status['conditions']) ? status['conditions'] : []));
  return told.flatMap((each) => (isObject(each) && typeof each['type'] === 'string' ? [each['type']] : []));
}

/** Images that nodes hold, and those that Pods name. The part after `:` stands by itself nowhere: a name is offered whole. */
function imagesOf(view: ClusterView): readonly string[] {
  const named = (view.list('pods') as readonly Pod[]).flatMap(({ spec }) => spec.containers.map(({ image }) => image ?? ''));
  const held = (view.list('nodes') as readonly Node[]).flatMap(({ status }) => (status.images ?? []).flatMap(({ names }) => (names ?? []).filter((name) => !name.includes('@'))));
  return [...named, ...held.map((name) => name.replace(/^docker\.io\/(?:library\/)?/, ''))].filter((name) => name !== '');
}

const namespaceOf = ({ given }: Typed): string => given.get('namespace') ?? 'default';

function containersOf(typed: Typed, view: ClusterView): readonly string[] {
  const name = (typed.args.at(-1) ?? '').replace(/^pods?\//, '').replace(/^po\//, '');
  const pod = view.get('pods', namespaceOf(typed), name);
  if (pod === undefined) return [];
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  return [...containers, ...initContainers, ...ephemeralContainers].map((each: { readonly name: string }) => each.name);
}

/** Labels that objects of the kind carry: `app=web`. The part after `=` alone stands where `=` was typed. */
function labelsOf(typed: Typed, view: ClusterView): readonly string[] {
  const objects = objectsOf(typed.args[0] ?? 'pods', typed, view);
  const pairs = objects.flatMap(({ metadata }) => Object.entries(metadata.labels ?? {}));
  return pairs.flatMap(([key, value]) => [`${key}=${value}`, value]);
}

function objectsOf(type: string, typed: Typed, view: ClusterView): readonly KubeObject[] {
  const mapping = findMapping(type);
  if (mapping === undefined || !mapping.fact.verbs.includes('list')) return [];
  const everywhere = !mapping.namespaced || typed.given.has('all-namespaces');
  return (everywhere ? view.list(mapping.resource) : view.list(mapping.resource, namespaceOf(typed))) as readonly KubeObject[];
}
const namesOf = (type: string, typed: Typed, view: ClusterView): readonly string[] =>
  objectsOf(type, typed, view).map(({ metadata }) => metadata.name).filter((name) => !typed.args.includes(name));

const types = (verb: string): readonly Completion[] => preferredResources.filter(({ verbs }) => verbs.includes(verb)).map(({ name, kind }) => ({ text: name, note: kind }));

function argumentOffers(typed: Typed, word: string, context: CompletionContext): readonly Completion[] {
  const { command, args } = typed;
  const { view } = context;
  const slash = word.indexOf('/');
  const named = (type: string, prefix: string): readonly Completion[] => plain(namesOf(type, typed, view).map((name) => prefix + name));
  switch (command.completes ?? 'nothing') {
    case 'types':
      return args.length === 0 ? [...types('list'), ...fieldOffers(word)] : [];
    case 'resources':
      if (slash > 0) return named(word.slice(0, slash), word.slice(0, slash + 1));
      return args.length === 0 ? types('list') : args.some((each) => each.includes('/')) ? [] : named(args[0] ?? '', '');
    case 'pods':
      if (slash > 0) return named(word.slice(0, slash), word.slice(0, slash + 1));
      return args.length === 0 ? named('pods', '') : [];
    case 'nodes':
      if (command.name === 'taint' && args.length === 0) return plain(['nodes', 'node']);
      return named('nodes', '');
    case 'files':
      return [...plain(context.files), ...(command.name === 'cp' ? plain(namesOf('pods', typed, view).map((name) => `${name}:`)) : [])];
    case 'contexts':
      return plain(kubeadmConfig.contexts.keys());
    default:
      return [];
  }
}

/** Fields after a dot, for explain: nothing but what the types say. */
function fieldOffers(word: string): readonly Completion[] {
  const at = word.lastIndexOf('.');
  if (at < 0) return [];
  const [type = '', ...path] = word.slice(0, at).split('.');
  const mapping = findMapping(type);
  const schema = mapping && schemaOfKind(mapping.fact.groupVersion, mapping.kind);
  if (schema === undefined) return [];
  const place = path.length === 0 ? schema : structIn(placeAt(schema, path)?.field.type ?? { kind: 'bytes', go: '' });
  return plain(fieldNames(place, true).map((name) => `${word.slice(0, at)}.${name}`));
}
