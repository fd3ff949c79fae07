/** What somebody did to a cluster -> a script that does it again: from typed lines where they tell it, else from the requests in the command log. */
import { machineWords } from '../model/machine.ts';
import { isObject, type Json } from '../base/json.ts';
import { ADMIN, isTextBody, type ApiRequest } from '../cluster/contract/api.ts';
import type { Command, SimAction } from '../cluster/contract/simulation.ts';
import { splitCommandLine } from '../kubectl/index.ts';
import { stringifyYaml } from '../manifest/index.ts';
import type { SimTime } from '../model/time.ts';
import { LAST_APPLIED } from '../model/well-known.ts';

export interface Recording {
  readonly script: string;
  /** Manifests that the script names, by their path in the lesson. */
  readonly files: Readonly<Record<string, string>>;
  /** What cannot be written as a line, each in a few words. */
  readonly leftOut: readonly string[];
}
/** A line that was typed, or anything else that was done, with the length of the command log before it. */
export interface Deed {
  readonly at: SimTime;
  readonly log: number;
  /** Null for what was done without a command line. */
  readonly line: string | null;
  /** The files that the line could name, as they were. */
  readonly files: Readonly<Record<string, string>>;
}

/** Gaps that are kept as waiting, in virtual time; longer ones are cut. */
const SHORTEST_WAIT_MS = 2_000;
const LONGEST_WAIT_S = 30;

class Recorder {
  private readonly lines: string[] = [];
  readonly files: Record<string, string> = {};
  readonly leftOut: string[] = [];
  private last: number | null = null;

  constructor(private readonly folder: string, private readonly kept: Readonly<Record<string, string>>) {}

  get script(): string {
    return this.lines.join('\n');
  }
  say(line: string, at: number): void {
    if (this.last !== null && at - this.last >= SHORTEST_WAIT_MS) this.lines.push(`sim wait ${Math.min(LONGEST_WAIT_S, Math.ceil((at - this.last) / 1000))}s`);
    this.last = at;
    this.lines.push(line);
  }
  leave(words: string): void {
    if (!this.leftOut.includes(words)) this.leftOut.push(words);
  }
  /** A path for a text: one that holds it already, else a free one of that name. */
  file(wish: string, text: string): string {
    const known = Object.entries({ ...this.kept, ...this.files }).find(([path, own]) => own === text && (path.startsWith('files/') || path.startsWith(`${this.folder}/`)))?.[0];
    if (known !== undefined) return known;
    const stem = wish.slice(wish.lastIndexOf('/') + 1).replace(/\.(ya?ml|json)$/i, '').replace(/[^\w.-]/g, '-').replace(/^[^A-Za-z0-9]+/, '') || 'manifest';
    for (let n = 1; ; n++) {
      const path = `${this.folder}/${stem}${n === 1 ? '' : `-${n}`}.yaml`;
      if (this.kept[path] !== undefined || this.files[path] !== undefined) continue;
      this.files[path] = text;
      return path;
    }
  }
}

/** The whole of a command log as a script whose manifests lie in `folder`. */
export function scriptOfLog(log: readonly Command[], folder: string): Recording {
  const recorder = new Recorder(folder, {});
  for (const command of log) record(recorder, command);
  return { script: recorder.script, files: recorder.files, leftOut: recorder.leftOut };
}

/** What was done since an act began; lines that only read are left away. `kept` are files that the lesson has already. */
export function scriptOfDeeds(deeds: readonly Deed[], log: readonly Command[], folder: string, kept: Readonly<Record<string, string>>): Recording {
  const recorder = new Recorder(folder, kept);
  for (const [index, deed] of deeds.entries()) {
    const line = deed.line === null ? null : plainLine(recorder, deed.line, deed.files);
    if (line === '') continue;
    if (line !== null) recorder.say(line, deed.at);
    else for (const command of log.slice(deed.log, deeds[index + 1]?.log ?? log.length)) record(recorder, command);
  }
  return { script: recorder.script, files: recorder.files, leftOut: recorder.leftOut };
}

const READS = new Set([
  'get', 'describe', 'logs', 'explain', 'api-resources', 'api-versions', 'events', 'top', 'version', 'config', 'diff', 'auth', 'cluster-info', 'help', 'port-forward',
  'attach', 'completion', 'options',
]);
const OPERATORS = new Set(['|', '>', '>>', '<', '<<', ';', '&&', '||', '&', '2>', '2>&1']);

/** A line of kubectl as a script may have it; '' for one that changes nothing, null where the log has to tell it. */
function plainLine(recorder: Recorder, line: string, files: Readonly<Record<string, string>>): string | null {
  const words = splitCommandLine(line);
  if (!words.ok || line.includes('\n') || words.value.some(word => OPERATORS.has(word))) return null;
  const [tool = '', verb = ''] = words.value;
  if (tool !== 'kubectl' && tool !== 'k') return tool === 'sim' ? null : '';
  if (READS.has(verb) || words.value.some(word => word.startsWith('--dry-run'))) return '';
  if (verb === 'edit' || verb === 'debug' || verb === 'cp') return null;
  if (verb === 'exec' && words.value.some(word => /^-[it]+$|^--(stdin|tty)$/.test(word))) {
    recorder.leave(`what was typed inside a container (${line})`);
    return '';
  }
  const named: string[] = ['kubectl'];
  for (const [at, word] of words.value.entries()) {
    if (at === 0) continue;
    const before = words.value[at - 1] ?? '';
    const [flag, path] = /^(-f|--filename=|-f=)(.+)$/.exec(word)?.slice(1) ?? ['', before === '-f' || before === '--filename' ? word : null];
    if (path === null || path === undefined) named.push(word);
    else if (path === '-' || files[path] === undefined) return null;
    else named.push(`${flag}${recorder.file(path, files[path])}`);
  }
  return named.map(quoted).join(' ');
}
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function record(recorder: Recorder, command: Command): void {
  if (command.command === 'request') return recordRequest(recorder, command.request, command.at);
  if (command.command === 'sim') return recordAction(recorder, command.action, command.at);
  if (command.command === 'write') return recorder.leave('what was typed inside a container');
  if (command.command !== 'open') return;
  const { subresource, options, name = '' } = command.request;
  if (subresource !== 'exec' || options?.command === undefined) return;
  if (options.stdin === true) recorder.leave(`what was typed inside ${name}`);
  else recorder.say(['kubectl', 'exec', name, ...place(command.request), ...(options.container === undefined ? [] : ['-c', options.container]), '--', ...options.command].map(quoted).join(' '), command.at);
}
function recordAction(recorder: Recorder, action: SimAction, at: number): void {
  switch (action.do) {
    case 'stopNode': return recorder.say(`sim stop ${action.node}`, at);
    case 'startNode': return recorder.say(`sim start ${action.node}`, at);
    case 'resizeNode': return recorder.say(`sim resize ${action.node} ${machineWords(action.amounts)}`, at);
    case 'putFile': return recorder.say(`sim put ${action.node} ${recorder.file(action.path, action.text)}`, at);
    case 'removeFile': return recorder.say(`sim rm ${action.node} ${action.path}`, at);
    // A call from the picture changes nothing but the trace.
    case 'call':
  }
}

const place = ({ namespace, user }: ApiRequest): readonly string[] => [
  ...(namespace === undefined || namespace === 'default' ? [] : ['-n', namespace]),
  ...(user === undefined || user.name === ADMIN.name ? [] : [`--as=${user.name}`]),
];
/** What kubectl apply noted of the manifest in the body that it sends. */
function applied(body: unknown): unknown {
  const metadata = isObject(body) ? body['metadata'] : undefined;
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  const text = isObject(annotations) ? annotations[LAST_APPLIED] : undefined;
  if (typeof text !== 'string') return undefined;
  try {
    return withoutEmptyNotes(JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
/** kubectl notes empty annotations, and a namespace, that nobody wrote. */
function withoutEmptyNotes(value: unknown): unknown {
  const metadata = isObject(value) ? value['metadata'] : undefined;
  if (!isObject(value) || !isObject(metadata)) return value;
  const kept = Object.entries(metadata).filter(([key, own]) => !(key === 'annotations' && isObject(own) && Object.keys(own).length === 0) && !(key === 'namespace' && own === 'default'));
  return { ...value, metadata: Object.fromEntries(kept) };
}
/** A body as a manifest: what a server would add is not written. */
function manifest(body: unknown): string {
  if (isTextBody(body)) return body.text;
  const { status: _, ...rest } = isObject(body) ? body : {};
  return stringifyYaml(withoutEmptyNotes(rest) as Json);
}

function recordRequest(recorder: Recorder, request: ApiRequest, at: number): void {
  const { verb, resource, name = '', subresource = '', body, options, patchType } = request;
  const where = place(request);
  const say = (...words: readonly string[]): void => recorder.say(['kubectl', ...words, ...where].map(quoted).join(' '), at);
  const written = (text: string): string => recorder.file(nameIn(body) || name || resource, text);
  const note = applied(body);
  if (verb === 'create' && subresource === 'eviction') return say('delete', resource, name, '--wait=false');
  if (verb === 'create' && subresource !== '') return recorder.leave(`a request to ${resource}/${subresource} of ${name}`);
  if (note !== undefined && (verb === 'create' || verb === 'patch')) return say('apply', '-f', written(stringifyYaml(note as Json)));
  if (verb === 'create') return say('create', '-f', written(manifest(body)));
  const below = subresource === '' ? [] : [`--subresource=${subresource}`];
  if (verb === 'update') return say('replace', '-f', written(manifest(body)), ...below);
  if (verb === 'patch' && patchType === 'apply') return say('apply', '--server-side', '-f', written(manifest(body)), ...(options?.force === true ? ['--force-conflicts'] : []));
  if (verb === 'patch') return say('patch', resource, name, `--type=${patchType ?? 'strategic'}`, ...below, '-p', JSON.stringify(isTextBody(body) ? body.text : body));
  if (verb === 'delete') return say('delete', resource, name, ...howToDelete(options), '--wait=false');
  recorder.leave(`a ${verb} of ${resource}`);
}
function howToDelete(options: ApiRequest['options']): readonly string[] {
  const cascade = options?.propagationPolicy === undefined || options.propagationPolicy === 'Background' ? [] : [`--cascade=${options.propagationPolicy.toLowerCase()}`];
  const grace = options?.gracePeriodSeconds;
  return [...cascade, ...(grace === undefined ? [] : grace === 0 ? ['--grace-period=0', '--force'] : [`--grace-period=${grace}`])];
}
function nameIn(body: unknown): string {
  const metadata = isObject(body) ? body['metadata'] : undefined;
  const name = isObject(metadata) ? (metadata['name'] ?? metadata['generateName']) : undefined;
  return typeof name === 'string' ? name : '';
}
