/** All commands of kubectl, in the order in which its own source adds them. */
import type { Command } from './command.ts';
import { getCommand } from './verbs/get.ts';

export const commands: readonly Command[] = [getCommand];

export const root: Command = { name: 'kubectl', use: 'kubectl', flagsInUse: true, summary: 'kubectl controls the Kubernetes cluster of this sandbox.', flags: [], subcommands: commands };
