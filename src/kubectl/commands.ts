/** All commands of kubectl, in the order in which its own source adds them. */
import type { Command } from './command.ts';
import { alphaCommand, certificateCommand, completionCommand, kubercCommand, kustomizeCommand, pluginCommand, proxyCommand } from './verbs/absent.ts';
import { apiResourcesCommand, apiVersionsCommand, clusterInfoCommand, optionsCommand } from './verbs/api.ts';
import { applyCommand } from './verbs/apply.ts';
import { authCommand } from './verbs/auth.ts';
import { autoscaleCommand } from './verbs/autoscale.ts';
import { configCommand } from './verbs/config.ts';
import { cpCommand } from './verbs/cp.ts';
import { createCommand } from './verbs/create.ts';
import { debugCommand } from './verbs/debug.ts';
import { deleteCommand } from './verbs/delete.ts';
import { describeCommand } from './verbs/describe.ts';
import { diffCommand } from './verbs/diff.ts';
import { cordonCommand, drainCommand, uncordonCommand } from './verbs/drain.ts';
import { editCommand } from './verbs/edit.ts';
import { eventsCommand } from './verbs/events.ts';
import { attachCommand, execCommand } from './verbs/exec.ts';
import { explainCommand } from './verbs/explain.ts';
import { exposeCommand } from './verbs/expose.ts';
import { getCommand } from './verbs/get.ts';
import { annotateCommand, labelCommand } from './verbs/label.ts';
import { logsCommand } from './verbs/logs.ts';
import { patchCommand } from './verbs/patch.ts';
import { portForwardCommand } from './verbs/port-forward.ts';
import { replaceCommand } from './verbs/replace.ts';
import { rolloutCommand } from './verbs/rollout.ts';
import { runCommand } from './verbs/run.ts';
import { scaleCommand } from './verbs/scale.ts';
import { setCommand } from './verbs/set.ts';
import { taintCommand } from './verbs/taint.ts';
import { topCommand } from './verbs/top.ts';
import { versionCommand } from './verbs/version.ts';
import { waitCommand } from './verbs/wait.ts';

export const commands: readonly Command[] = [
  createCommand, exposeCommand, runCommand, setCommand, explainCommand, getCommand, editCommand, deleteCommand, rolloutCommand, scaleCommand, autoscaleCommand,
  certificateCommand, clusterInfoCommand, topCommand, cordonCommand, uncordonCommand, drainCommand, taintCommand,
  describeCommand, logsCommand, attachCommand, execCommand, portForwardCommand, proxyCommand, cpCommand, authCommand, debugCommand, eventsCommand,
  diffCommand, applyCommand, patchCommand, replaceCommand, waitCommand, kustomizeCommand, labelCommand, annotateCommand, completionCommand,
  configCommand, pluginCommand, versionCommand, apiVersionsCommand, apiResourcesCommand, optionsCommand, kubercCommand, alphaCommand,
];

export const root: Command = { name: 'kubectl', use: 'kubectl', flagsInUse: true, summary: 'kubectl controls the Kubernetes cluster of this sandbox.', flags: [], subcommands: commands };
