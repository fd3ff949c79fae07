/** Failures that point to a command's help. */
import { CommandError, ExitError } from './errors.ts';
import { helpText } from './help.ts';
import type { Command, Invocation } from './command.ts';
import type { Client } from '../cluster/contract/client.ts';
import { printError } from './session.ts';

/** `error: …` and where to read more. */
export const usageError = (invocation: Invocation, message: string): CommandError => new CommandError(`${message}\nSee '${invocation.path} -h' for help and examples`);

/** What a command that only holds subcommands does when it is run. */
export function* subcommandMissing(command: Command, invocation: Invocation, tell: (text: string) => Client<null> = printError): Client<number> {
  if (invocation.args.length > 0) throw usageError(invocation, `unknown command ${JSON.stringify(invocation.args.join(' '))}`);
  yield* tell(helpText(command, invocation.path));
  throw new ExitError('');
}

/** Takes no arguments. */
export function noArguments(invocation: Invocation): void {
  if (invocation.args.length > 0) throw usageError(invocation, `unexpected arguments: [${invocation.args.join(' ')}]`);
}
