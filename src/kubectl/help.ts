/** Usage lines and help. Usage lines are kubectl's; the rest is in words of our own. */
import { editDistance } from '../base/edit-distance.ts';
import type { Command } from './command.ts';
import type { Flag } from './flags.ts';
import { GLOBAL_FLAGS } from './global-flags.ts';

/** `kubectl get … [flags] [options]`. */
function usageLine(command: Command, path: string): string {
  const own = command.use.split(' ').slice(1).join(' ');
  const line = own === '' ? path : `${path} ${own}`;
  const withFlags = command.flagsInUse === true && !line.includes('[flags]') ? `${line} [flags]` : line;
  const hasFlags = command.flags.length > 0 || GLOBAL_FLAGS.length > 0;
  return hasFlags && !withFlags.includes('[options]') ? `${withFlags} [options]` : withFlags;
}

const shown = (flag: Flag): string => {
  const value = flag.type === 'string' ? `'${flag.fallback}'` : flag.fallback === '' ? '[]' : flag.fallback;
  return `    ${flag.short === '' ? '' : `-${flag.short}, `}--${flag.name}=${value}:\n${flag.help === '' ? '' : `\t${flag.help}\n`}`;
};
const flagList = (flags: readonly Flag[]): string => flags.filter(({ deprecated }) => deprecated === undefined).toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(shown).join('\n');

export function helpText(command: Command, path: string): string {
  const subcommands = (command.subcommands ?? []).filter(({ hidden }) => hidden !== true);
  const width = Math.max(0, ...subcommands.map(({ name }) => name.length)) + 3;
  const parts = [`${command.summary}\n`];
  if (subcommands.length > 0) parts.push(`Available Commands:\n${subcommands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}\n`).join('')}`);
  if (command.flags.length > 0) parts.push(`Options:\n${flagList(command.flags)}`);
  parts.push(`Usage:\n  ${usageLine(command, path)}\n`);
  if (subcommands.length > 0) parts.push(`Use "${path} <command> --help" for more information about a given command.\n`);
  parts.push('Use "kubectl options" for a list of global command-line options (applies to all commands).\n');
  return parts.join('\n');
}

export const optionsText = (): string => `The following options can be passed to any command:\n\n${flagList(GLOBAL_FLAGS)}\n`;

/** The commands that somebody may have meant. */
export function suggestions(commands: readonly Command[], typed: string): readonly string[] {
  return commands
    .filter(({ name, suggestFor, hidden }) => hidden !== true
      && (editDistance(typed.toLowerCase(), name.toLowerCase()) <= 2 || name.toLowerCase().startsWith(typed.toLowerCase()) || (suggestFor ?? []).some((each) => each.toLowerCase() === typed.toLowerCase())))
    .map(({ name }) => name);
}
