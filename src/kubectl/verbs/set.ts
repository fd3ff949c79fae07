/** `kubectl set`. Follows kubectl pkg/cmd/set. */
import type { Command } from '../command.ts';
import { subcommandMissing } from '../usage.ts';
import { setEnvCommand } from './set-env.ts';
import { setImageCommand } from './set-image.ts';
import { setResourcesCommand } from './set-resources.ts';
import { setSelectorCommand, setServiceAccountCommand } from './set-selector.ts';
import { subjectCommand } from './set-subject.ts';

export const setCommand: Command = {
  name: 'set', use: 'set SUBCOMMAND', summary: 'Set a feature of an object', flags: [],
  run: (invocation) => subcommandMissing(setCommand, invocation),
  subcommands: [setImageCommand, setResourcesCommand, setSelectorCommand, setServiceAccountCommand, subjectCommand, setEnvCommand],
};
