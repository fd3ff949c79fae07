/** Commands of kubectl that make no sense without a real network, disk or shell: each says so in one line. */
import type { Command } from '../command.ts';
import { CommandError } from '../errors.ts';

const absent = (name: string, use: string, summary: string, instead: string): Command => ({
  name, use, summary, flags: [], completes: 'nothing', flagsInUse: use === name,
  *run() {
    throw new CommandError(`${name} is not part of this sandbox; ${instead}`);
  },
});

export const certificateCommand = absent('certificate', 'certificate SUBCOMMAND', 'Approve certificate requests', 'nobody here asks for certificates');
export const proxyCommand = absent('proxy', 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]', 'Open a local door to the API server', 'kubectl get --raw asks the API server directly');
export const kustomizeCommand = absent('kustomize', 'kustomize DIR', 'Build manifests from a kustomization', 'give the manifests themselves with kubectl apply -f');
export const completionCommand = absent('completion', 'completion SHELL', 'Write a shell script for Tab', 'Tab completes in this terminal as it is');
export const pluginCommand = absent('plugin', 'plugin [flags]', 'Work with plugins', 'there are no plugins');
export const kubercCommand = absent('kuberc', 'kuberc SUBCOMMAND', 'Set preferences', 'there are no preferences');
