/** The small shell around kubectl: pipes, redirections, files, and a few tools. One line is one client program. */
import { call } from '../../cluster/contract/client.ts';
import type { Client, ClientCall, ClientProgram, ClientReply } from '../../cluster/contract/client.ts';
import { CommandError } from '../errors.ts';
import { runKubectl } from '../run.ts';
import type { KubectlEnv } from '../session.ts';
import type { Compound, Job, Stage } from './parse.ts';
import { hereDocument, parseJobs } from './parse.ts';
import { splitWords } from './split.ts';
import type { Word } from './split.ts';
import { tools } from './tools.ts';
import type { Shell } from './tool.ts';
import { ASSIGNMENT, readVariables, writeVariables } from './variables.ts';
import type { Variables } from './variables.ts';

/** What standard input brings to the first command, unless a here-document does; `read` takes it a line at a time. */
type ShellEnv = KubectlEnv & { readonly lines?: { left: string } };

/** Output that waits for the next command is bounded. */
const MAX_PIPE = 8 * 1024 * 1024;

const complain = (text: string): Client<null> => call({ call: 'print', channel: 'stderr', text: `sh: ${text}\n` });

/** Runs a line as a person types it; a here-document's lines may follow it. Ends with the last exit code. */
export function* runCommandLine(line: string, env: ShellEnv): ClientProgram {
  const { command, document } = hereDocument(line);
  const words = splitWords(command);
  if (!words.ok) {
    yield* complain(words.error);
    return 2;
  }
  const jobs = parseJobs(words.value);
  if (!jobs.ok) {
    yield* complain(jobs.error);
    return 2;
  }
  const before = yield* readVariables();
  const variables = new Map(before);
  const code = yield* untilLeft(runJobs(jobs.value, { ...env, stdin: document ?? env.stdin ?? null }, variables));
  if (variables.size !== before.size || [...variables].some(([name, value]) => before.get(name) !== value)) yield* writeVariables(variables);
  return code;
}

type Input = ShellEnv & { readonly stdin: string | null };
/** `break`, `continue` and `exit` go up through all that runs. */
class Leave extends Error {
  constructor(
    readonly by: 'break' | 'continue' | 'exit',
    readonly value: number,
  ) {
    super(by);
  }
}

/** A whole line ends where `exit` says so; a `break` without a loop ends nothing else. */
function* untilLeft(work: Client<number>): Client<number> {
  try {
    return yield* work;
  } catch (error) {
    if (error instanceof Leave) return error.by === 'exit' ? error.value : 0;
    throw error;
  }
}

function* runJobs(jobs: readonly Job[], env: Input, variables: Map<string, string>): Client<number> {
  let code = 0;
  for (const job of jobs) {
    if ((job.when === '&&' && code !== 0) || (job.when === '||' && code === 0)) continue;
    const ended = yield* runPipeline(job.stages, env, variables);
    code = job.not ? Number(ended === 0) : ended;
    variables.set('?', String(code));
  }
  return code;
}

/** What a round of a loop costs, so that one without end takes time. */
const ROUND_MS = 1;

function* runCompound(compound: Compound, env: Input, variables: Map<string, string>): Client<number> {
  if (compound.kind === 'if') {
    for (const { test, body } of compound.branches) if ((yield* runJobs(test, env, variables)) === 0) return yield* runJobs(body, env, variables);
    return yield* runJobs(compound.otherwise, env, variables);
  }
  const values = compound.kind === 'for' ? yield* expand(compound.words, env, variables) : null;
  let code = 0;
  for (let round = 0; values === null || round < values.length; round++) {
    try {
      if (compound.kind === 'for') variables.set(compound.name, values?.[round] ?? '');
      else if (((yield* runJobs(compound.test, env, variables)) === 0) === compound.until) return code;
      code = yield* runJobs(compound.body, env, variables);
    } catch (error) {
      if (!(error instanceof Leave) || error.by === 'exit') throw error;
      if (error.value > 1) throw new Leave(error.by, error.value - 1);
      if (error.by === 'break') return 0;
    }
    yield* call({ call: 'sleep', ms: ROUND_MS });
  }
  return code;
}

/** The words of a command, with what has to be put in: unquoted, it falls into words of its own. */
function* expand(words: readonly Word[], env: ShellEnv, variables: Variables): Client<readonly string[]> {
  const made: string[] = [];
  for (const { text, parts } of words) {
    if (parts === undefined) {
      made.push(text);
      continue;
    }
    const fields: (string | null)[] = [null];
    const add = (piece: string): void => void (fields[fields.length - 1] = (fields.at(-1) ?? '') + piece);
    for (const part of parts) {
      const value = part.kind === 'text' ? part.text : part.kind === 'variable' ? (variables.get(part.name) ?? '') : yield* outputOf(part.line, env);
      if (part.kind === 'text' || part.quoted) add(value);
      else for (const [at, piece] of value.split(/\s+/).entries()) {
        if (at > 0) fields.push(null);
        if (piece !== '') add(piece);
      }
    }
    made.push(...fields.filter((field) => field !== null));
  }
  return made;
}

/** What a line prints, without the line breaks at its end. */
function* outputOf(line: string, env: ShellEnv): Client<string> {
  const caught: string[] = [];
  yield* redirected(runCommandLine(line, { ...env, interactive: false }), PLAIN, caught);
  return caught.join('').replace(/\n+$/, '');
}
const PLAIN: Stage = { words: [], compound: null, input: null, output: null, toErrors: false, errorsToo: false, errorsAway: false };

function* runPipeline(stages: readonly Stage[], env: Input, variables: Map<string, string>): Client<number> {
  let stdin = env.stdin;
  let code = 0;
  for (const [at, stage] of stages.entries()) {
    if (stage.input !== null) {
      const file = yield* call({ call: 'readFile', path: stage.input });
      if (!file.ok) {
        yield* complain(`can't open ${stage.input}: no such file`);
        return 1;
      }
      stdin = file.text;
    }
    const captures = at < stages.length - 1 || stage.output !== null;
    const own: Input = { ...env, stdin, ...(stdin === env.stdin || stdin === null ? {} : { lines: { left: stdin } }), ...(captures ? { interactive: false } : {}) };
    const program = stage.compound === null ? programOf(stage.words, own, variables) : runCompound(stage.compound, own, variables);
    if (!captures) {
      code = yield* redirected(program, stage, null);
      continue;
    }
    const caught: string[] = [];
    code = yield* redirected(program, stage, caught);
    const text = caught.join('');
    if (stage.output !== null) yield* save(stage.output, text);
    stdin = stage.output === null ? text : '';
  }
  return code;
}

const SHELL: Shell = { program: commandOf, line: runCommandLine };

/** A command with the variables that stand before it; alone, they are kept. */
function* programOf(words: readonly Word[], env: ShellEnv, variables: Map<string, string>): ClientProgram {
  const count = words.findIndex(({ text }) => !ASSIGNMENT.test(text));
  const own = new Map<string, string>();
  for (const word of count < 0 ? words : words.slice(0, count)) {
    const parts = (word.parts ?? [{ kind: 'text' as const, text: word.text }]).map((part) => (part.kind === 'text' ? part : { ...part, quoted: true }));
    const [text = ''] = yield* expand([{ ...word, parts }], env, variables);
    own.set(text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1));
  }
  const argv = count < 0 ? [] : yield* expand(words.slice(count), env, variables);
  const [name, ...args] = argv;
  if (name === undefined || name === 'export') {
    const given = args.filter((arg) => ASSIGNMENT.test(arg)).map((arg): readonly [string, string] => [arg.slice(0, arg.indexOf('=')), arg.slice(arg.indexOf('=') + 1)]);
    for (const [each, value] of [...own, ...given]) variables.set(each, value);
    return 0;
  }
  if (name === 'unset') {
    for (const each of args) variables.delete(each);
    return 0;
  }
  if (name === 'read') return yield* readLine(args, env, variables);
  if (name === 'break' || name === 'continue') throw new Leave(name, Number(args[0] ?? 1));
  if (name === 'exit') throw new Leave('exit', Number(args[0] ?? variables.get('?') ?? 0));
  const all: Variables = new Map([...variables, ...own]);
  const kubeconfig = all.get('KUBECONFIG') ?? '';
  return yield* commandOf(argv, { ...env, variables: all, ...(kubeconfig === '' ? {} : { kubeconfig }) });
}

/** A line into variables, the last of which takes what is left; 1 where there is none. */
function* readLine(args: readonly string[], { lines, stdin }: ShellEnv, variables: Map<string, string>): Client<number> {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const source = lines ?? (typeof stdin === 'string' ? { left: stdin } : null);
  const line = source === null ? yield* call({ call: 'input' }) : source.left === '' ? null : (source.left.split('\n', 1)[0] ?? '');
  if (source !== null && line !== null) source.left = source.left.slice(line.length + 1);
  let rest = (line ?? '').trim();
  for (const [at, name] of (names.length === 0 ? ['REPLY'] : names).entries()) {
    const end = at >= names.length - 1 ? rest.length : rest.search(/\s|$/);
    variables.set(name, rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return line === null ? 1 : 0;
}

function commandOf(argv: readonly string[], env: KubectlEnv): ClientProgram {
  const [name = '', ...args] = argv;
  if (name === 'kubectl' || name === 'k') return withEditor(runKubectl(args, env), env);
  const tool = tools[name];
  return tool ? guarded(tool(args, env, SHELL)) : unknownCommand(name);
}

/** Where an editor is named (KUBE_EDITOR, EDITOR), it is this shell that runs it on the text. */
function* withEditor(program: ClientProgram, env: KubectlEnv): ClientProgram {
  const editor = env.variables?.get('KUBE_EDITOR') || env.variables?.get('EDITOR') || '';
  if (editor === '' || EDITORS.has(editor)) return yield* program;
  let step = program.next(null);
  while (!step.done) {
    const made: ClientCall = step.value;
    try {
      step = program.next(made.call === 'edit' ? yield* editedBy(editor, made.name, made.text, env) : yield made);
    } catch (error) {
      step = program.throw(error);
    }
  }
  return step.value;
}
const NOT_FOUND = 127;
/** These open the text before the person. */
const EDITORS: ReadonlySet<string> = new Set(['vi', 'vim', 'nano', 'emacs', 'code --wait', 'code -w']);

function* editedBy(editor: string, name: string, text: string, env: KubectlEnv): Client<string> {
  const path = `/tmp/${name}`;
  yield* call({ call: 'writeFile', path, text });
  const code = yield* runCommandLine(`${editor} ${path}`, env);
  if (code !== 0) throw new CommandError(`${code === NOT_FOUND ? 'unable to launch' : 'there was a problem with'} the editor ${JSON.stringify(editor)}`);
  const file = yield* call({ call: 'readFile', path });
  return file.ok ? file.text : text;
}

function* guarded(program: ClientProgram): ClientProgram {
  try {
    return yield* program;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    yield* complain(error.message);
    return 1;
  }
}

function* unknownCommand(name: string): ClientProgram {
  yield* complain(`${name}: not found. Here are kubectl and ${Object.keys(tools).join(', ')}; other tools run in a container, by kubectl exec`);
  return NOT_FOUND;
}

/** Runs a program with its output caught, or its errors sent elsewhere. What comes out of a wait (Ctrl-C) goes on into the program. */
function* redirected(program: ClientProgram, stage: Stage, caught: string[] | null): Client<number> {
  let size = 0;
  let step = program.next(null);
  while (!step.done) {
    const made: ClientCall = step.value;
    try {
      const reply: ClientReply = made.call === 'print' ? yield* pass(made) : yield made;
      step = program.next(reply);
    } catch (error) {
      step = program.throw(error);
    }
  }
  return step.value;

  function* pass(made: ClientCall & { readonly call: 'print' }): Client<null> {
    const isError = made.channel === 'stderr';
    if (isError && stage.errorsAway) return null;
    if (stage.toErrors) return yield* call({ ...made, channel: 'stderr' });
    if (caught === null || (isError && !stage.errorsToo)) return yield* call({ ...made, channel: stage.errorsToo ? 'stdout' : made.channel });
    size += made.text.length;
    if (size > MAX_PIPE) throw new CommandError(`more than ${MAX_PIPE / 1024 / 1024} MB of output; the rest is dropped`);
    caught.push(made.text);
    return null;
  }
}

function* save(output: { readonly path: string; readonly append: boolean }, text: string): Client<void> {
  if (output.path === '/dev/null') return;
  const before = output.append ? yield* call({ call: 'readFile', path: output.path }) : null;
  yield* call({ call: 'writeFile', path: output.path, text: before?.ok === true ? before.text + text : text });
}
