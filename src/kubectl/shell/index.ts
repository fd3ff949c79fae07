/** The small shell around kubectl: pipes, redirections, files, and a few tools. One line is one client program. */
import { call } from '../../cluster/contract/client.ts';
import type { Client, ClientCall, ClientProgram, ClientReply } from '../../cluster/contract/client.ts';
import { CommandError } from '../errors.ts';
import { runKubectl } from '../run.ts';
import type { KubectlEnv } from '../session.ts';
import type { Stage } from './parse.ts';
import { hereDocument, parseJobs } from './parse.ts';
import { splitWords } from './split.ts';
import { tools } from './tools.ts';
import type { Shell } from './tools.ts';

/** What standard input brings to the first command, unless a here-document does. */
type ShellEnv = KubectlEnv;

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
  let code = 0;
  for (const job of jobs.value) {
    if ((job.when === '&&' && code !== 0) || (job.when === '||' && code === 0)) continue;
    code = yield* runPipeline(job.stages, { ...env, stdin: document ?? env.stdin ?? null });
  }
  return code;
}

function* runPipeline(stages: readonly Stage[], env: ShellEnv & { readonly stdin: string | null }): Client<number> {
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
    const program = programOf(stage.argv, { ...env, stdin, ...(captures ? { interactive: false } : {}) });
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

const SHELL: Shell = { program: programOf, line: runCommandLine };
function programOf(argv: readonly string[], env: KubectlEnv): ClientProgram {
  const [name = '', ...args] = argv;
  if (name === 'kubectl' || name === 'k') return runKubectl(args, env);
  const tool = tools[name];
  return tool ? guarded(tool(args, env, SHELL)) : unknownCommand(name);
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
  return 127;
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
