/** `kubectl top`. This cluster has no metrics server, as kubeadm sets none up. */
import type { Command, Invocation } from '../command.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { subcommandMissing, usageError } from '../usage.ts';
import { SELECTOR_FLAG } from './common.ts';

function* unavailable(invocation: Invocation): Client<number> {
  if (invocation.args.length > 1) throw usageError(invocation, 'unexpected arguments');
  throw new CommandError('Metrics API not available');
}

const COMMON = flags('no-headers bool # No headings.\nsort-by string # cpu or memory.\nuse-protocol-buffers bool=true # How to ask.');

export const topCommand: Command = {
  name: 'top',
  use: 'top',
  summary: 'Show what nodes and Pods use',
  suggestFor: ['stats'],
  flagsInUse: true,
  flags: [],
  subcommands: [
    { name: 'node', aliases: ['nodes', 'no'], use: 'node [NAME | -l label]', summary: 'Show what nodes use', completes: 'nodes', flags: [...COMMON, ...SELECTOR_FLAG, ...flags('show-capacity bool # Compare with what the node has.\nshow-swap bool # Swap, too.')], run: unavailable },
    { name: 'pod', aliases: ['pods', 'po'], use: 'pod [NAME | -l label]', summary: 'Show what Pods use', completes: 'pods', flags: [...COMMON, ...SELECTOR_FLAG, ...flags('all-namespaces|A bool # In every namespace.\ncontainers bool # A line a container.\nfield-selector string # Only Pods with these fields.\nsum bool # The sum, too.\nshow-swap bool # Swap, too.')], run: unavailable },
  ],
  run: (invocation) => subcommandMissing(topCommand, invocation),
};
