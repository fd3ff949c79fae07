/** All commands of kubectl, in the order in which its own source adds them. */
import type { Command } from './command.ts';
import { applyCommand } from './verbs/apply.ts';
import { createCommand } from './verbs/create.ts';
import { deleteCommand } from './verbs/delete.ts';
import { describeCommand } from './verbs/describe.ts';
import { cordonCommand, drainCommand, uncordonCommand } from './verbs/drain.ts';
import { attachCommand, execCommand } from './verbs/exec.ts';
import { exposeCommand } from './verbs/expose.ts';
import { getCommand } from './verbs/get.ts';
import { annotateCommand, labelCommand } from './verbs/label.ts';
import { logsCommand } from './verbs/logs.ts';
import { patchCommand } from './verbs/patch.ts';
import { replaceCommand } from './verbs/replace.ts';
import { rolloutCommand } from './verbs/rollout.ts';
import { runCommand } from './verbs/run.ts';
import { autoscaleCommand, scaleCommand } from './verbs/scale.ts';
import { setCommand } from './verbs/set.ts';
import { taintCommand } from './verbs/taint.ts';
import { waitCommand } from './verbs/wait.ts';

export const commands: readonly Command[] = [
  createCommand, exposeCommand, runCommand, setCommand, getCommand, deleteCommand, rolloutCommand, scaleCommand, autoscaleCommand,
  cordonCommand, uncordonCommand, drainCommand, taintCommand, describeCommand, logsCommand, attachCommand, execCommand,
  applyCommand, patchCommand, replaceCommand, waitCommand, labelCommand, annotateCommand,
];

export const root: Command = { name: 'kubectl', use: 'kubectl', flagsInUse: true, summary: 'kubectl controls the Kubernetes cluster of this sandbox.', flags: [], subcommands: commands };
