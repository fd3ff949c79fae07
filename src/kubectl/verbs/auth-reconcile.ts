/** `kubectl auth reconcile` is not here: what it does, apply does for the roles of a sandbox. */
import type { Client } from '../../cluster/contract/client.ts';
import type { Command } from '../command.ts';
import { CommandError } from '../errors.ts';

export const reconcileCommand: Command = {
  name: 'reconcile', use: 'reconcile -f FILENAME', summary: 'Bring roles and bindings in line', flags: [], absent: true, completes: 'files',
  *run(): Client<number> {
    throw new CommandError('auth reconcile is not part of this sandbox; roles and bindings are applied with kubectl apply -f');
  },
};
