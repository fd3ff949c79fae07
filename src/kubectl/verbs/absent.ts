/** Commands of kubectl that make no sense without a real network, disk or shell: each says so in one line. */
import type { Client } from '../../cluster/contract/client.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { helpText } from '../help.ts';
import { print, printError } from '../session.ts';
import { subcommandMissing, usageError } from '../usage.ts';

const absent = (name: string, use: string, summary: string, instead: string): Command => ({
  name, use, summary, flags: [], completes: 'nothing', flagsInUse: use === name, absent: true,
  *run() {
    throw new CommandError(`${name} is not part of this sandbox; ${instead}`);
  },
});

const NO_REQUESTS = 'nobody here asks for certificates';
export const certificateCommand: Command = {
  name: 'certificate', use: 'certificate SUBCOMMAND', summary: 'Approve certificate requests', flags: [],
  subcommands: ['approve', 'deny'].map((verb) => absent(verb, `${verb} (-f FILENAME | NAME)`, verb === 'approve' ? 'Approve a request' : 'Deny a request', NO_REQUESTS)),
  *run({ path }) {
    yield* print(helpText(certificateCommand, path));
    return 0;
  },
};
export const proxyCommand = absent('proxy', 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]', 'Open a local door to the API server', 'kubectl get --raw asks the API server directly');
export const kustomizeCommand = absent('kustomize', 'kustomize DIR [flags]', 'Build manifests from a kustomization', 'give the manifests themselves with kubectl apply -f');
const NO_PREFERENCES = 'there are no preferences';
export const kubercCommand: Command = {
  ...absent('kuberc', 'kuberc SUBCOMMAND', 'Set preferences', NO_PREFERENCES),
  subcommands: [
    absent('set', 'set --section (defaults|aliases) --command COMMAND', 'Set a preference', NO_PREFERENCES),
    { ...absent('view', 'view', 'Show the preferences', NO_PREFERENCES), flagsInUse: false },
  ],
};

const SHELLS = ['bash', 'fish', 'powershell', 'zsh'];
export const completionCommand: Command = {
  name: 'completion', use: 'completion SHELL', summary: 'Write a shell script for Tab', flags: [], completes: 'nothing',
  *run(invocation: Invocation): Client<number> {
    const [shell = '', ...more] = invocation.args;
    if (shell === '') throw usageError(invocation, 'Shell not specified.');
    if (more.length > 0) throw usageError(invocation, 'Too many arguments. Expected only the shell type.');
    if (!SHELLS.includes(shell)) throw usageError(invocation, `Unsupported shell type ${JSON.stringify(shell)}.`);
    throw new CommandError('completion is not part of this sandbox; Tab completes in this terminal as it is');
  },
};

export const pluginCommand: Command = {
  name: 'plugin', use: 'plugin [flags]', summary: 'Work with plugins', flags: [],
  subcommands: [{
    name: 'list', use: 'list', summary: 'List plugins', flagsInUse: true, completes: 'nothing', flags: flags('name-only bool # Only their names.'),
    *run(): Client<number> {
      throw new CommandError('unable to find any kubectl plugins in your PATH');
    },
  }],
  run: (invocation) => subcommandMissing(pluginCommand, invocation),
};

export const alphaCommand: Command = {
  name: 'alpha', use: 'alpha', summary: 'Commands for features in alpha', flags: [], hidden: true,
  *run(): Client<number> {
    yield* printError('No alpha commands are available in this version of kubectl\n');
    return 0;
  },
};
