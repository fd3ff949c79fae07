/** One run of kubectl: finds the command, parses its flags, runs it, and tells failures. */
import { call } from '../cluster/contract/client.ts';
import type { Client, ClientProgram } from '../cluster/contract/client.ts';
import { commands, root } from './commands.ts';
import type { Command, Invocation } from './command.ts';
import { CommandError, exitCodeOf, ExitError, failureText, isFailure } from './errors.ts';
import { FlagError, parseArgs } from './flags.ts';
import type { FlagValues } from './flags.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';
import { helpText, suggestions } from './help.ts';
import { openSession } from './open-session.ts';
import { print, printError } from './session.ts';
import { verbosely } from './verbose.ts';
import { VERSION } from './verbs/version.ts';
import type { KubectlEnv } from './session.ts';

/** Runs `kubectl ARGV…`; ends with its exit code. */
export function* runKubectl(argv: readonly string[], env: KubectlEnv): ClientProgram {
  try {
    return yield* dispatch(argv, env);
  } catch (error) {
    if (!isFailure(error)) throw error;
    if (error instanceof CommandError && error.output !== '') yield* print(error.output);
    const text = failureText(error);
    if (text !== '') yield* printError(text);
    return exitCodeOf(error);
  }
}

interface Located {
  readonly command: Command;
  readonly path: string;
  readonly rest: readonly string[];
}

/** The command that the arguments name; flags before its name are kept for it. */
function locate(argv: readonly string[]): Located {
  let command: Command = root;
  let path = 'kubectl';
  let rest: readonly string[] = argv;
  for (;;) {
    const at = firstArgument(rest, command);
    const word = at < 0 ? undefined : rest[at];
    const next = word === undefined ? undefined : command.subcommands?.find(({ name, aliases }) => name === word || (aliases ?? []).includes(word));
    if (next === undefined) return { command, path, rest };
    command = next;
    path = `${path} ${next.name}`;
    rest = [...rest.slice(0, at), ...rest.slice(at + 1)];
  }
}

/** Where the first word stands that is neither a flag nor a flag's value. */
function firstArgument(argv: readonly string[], command: Command): number {
  const table = [...command.flags, ...GLOBAL_FLAGS];
  for (let at = 0; at < argv.length; at++) {
    const arg = argv[at] ?? '';
    if (arg === '--') return -1;
    if (!arg.startsWith('-') || arg === '-') return at;
    const named = arg.startsWith('--') ? table.find(({ name }) => arg === `--${name}`) : table.find(({ short }) => short !== '' && arg === `-${short}`);
    if (named !== undefined && named.alone === null) at++;
  }
  return -1;
}

function* dispatch(argv: readonly string[], env: KubectlEnv): Client<number> {
  if (argv[0] === 'help') return yield* help(argv.slice(1));
  const { command, path, rest } = locate(argv);
  if (command === root) return yield* atRoot(rest);
  const table = [...command.flags, ...GLOBAL_FLAGS.filter(({ name }) => !command.flags.some((flag) => flag.name === name))];
  const asksHelp = rest.includes('--help') || rest.includes('-h');
  const parsed = parse(() => parseArgs(table, command.absent && !asksHelp ? [] : rest), path);
  if (parsed.help) {
    yield* print(helpText(command, path));
    return 0;
  }
  for (const [{ name, deprecated }] of parsed.flags.order) if (deprecated !== undefined) yield* printError(`Flag --${name} has been deprecated, ${deprecated}\n`);
  checkRequired(command, parsed.flags);
  const session = yield* openSession(env, parsed.flags, command.name);
  const invocation: Invocation = { session, args: parsed.args, atDash: parsed.atDash, flags: parsed.flags, path };
  if (command.run === undefined) throw new ExitError('');
  const code = yield* verbosely(command.run(invocation), Number(parsed.flags.text('v')));
  const warnings = session.told.size;
  if (warnings > 0 && parsed.flags.bool('warnings-as-errors')) throw new CommandError(`${warnings} warning${warnings > 1 ? 's' : ''} received`);
  return code;
}

function parse<T>(work: () => T, path: string): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    // kubectl diff keeps 1 for a difference.
    if (path === 'kubectl diff') throw new ExitError(`error: ${error.message}\nSee '${path} -h' for help and examples`, 2);
    throw new CommandError(`${error.message}\nSee '${path} --help' for usage.`);
  }
}

function checkRequired(command: Command, values: FlagValues): void {
  const missing = (command.required ?? []).filter((name) => !values.changed(name));
  if (missing.length > 0) throw new CommandError(`required flag(s) ${missing.map((name) => JSON.stringify(name)).join(', ')} not set`);
}

function* atRoot(rest: readonly string[]): Client<number> {
  const at = firstArgument(rest, root);
  const word = at < 0 ? undefined : rest[at];
  if (word !== undefined) {
    const meant = suggestions(commands, word);
    throw new CommandError(`unknown command ${JSON.stringify(word)} for "kubectl"${meant.length === 0 ? '' : `\n\nDid you mean this?\n${meant.map((name) => `\t${name}\n`).join('')}`}`);
  }
  const { flags: values } = parse(() => parseArgs(GLOBAL_FLAGS, rest), 'kubectl');
  yield* print(values.bool('version') ? `Kubernetes ${VERSION}\n` : helpText(root, 'kubectl'));
  return 0;
}

function* help(words: readonly string[]): Client<number> {
  const { command, path, rest } = locate(words);
  const unknown = command === root ? rest.find((word) => !word.startsWith('-')) : undefined;
  if (unknown !== undefined) {
    yield* printError(`Unknown help topic [\`${words.join(' ')}\`]\n`);
    yield* printError(helpText(root, 'kubectl'));
    return 0;
  }
  yield* call({ call: 'print', channel: 'stdout', text: helpText(command, path) });
  return 0;
}
