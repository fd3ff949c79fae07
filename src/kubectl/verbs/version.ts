/** `kubectl version`. */
import { stringifyYaml } from '../../manifest/index.ts';
import type { Command } from '../command.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { print } from '../session.ts';

export const VERSION = 'v1.37.2';
const KUSTOMIZE_VERSION = 'v5.8.1';

export const versionInfo = { buildDate: '2026-09-09T13:05:21Z', compiler: 'gc', gitTreeState: 'clean', gitVersion: VERSION, goVersion: 'go1.26.1', major: '1', minor: '37', platform: 'linux/amd64' };

export const versionCommand: Command = {
  name: 'version',
  use: 'version',
  summary: 'Tell the versions of client and server',
  flagsInUse: true,
  completes: 'nothing',
  flags: flags('client bool # Only the client.\noutput|o string # yaml or json.'),
  *run({ args, flags: values }) {
    if (args.length > 0) throw new CommandError(`extra arguments: [${args.join(' ')}]`);
    const output = values.text('output');
    if (!['', 'yaml', 'json'].includes(output)) throw new CommandError("--output must be 'yaml' or 'json'");
    const server = !values.bool('client');
    const all = { clientVersion: versionInfo, kustomizeVersion: KUSTOMIZE_VERSION, ...(server ? { serverVersion: versionInfo } : {}) };
    if (output === 'json') yield* print(`${JSON.stringify(all, null, 2)}\n`);
    else if (output === 'yaml') yield* print(`${stringifyYaml(all)}\n`);
    else yield* print(`Client Version: ${VERSION}\nKustomize Version: ${KUSTOMIZE_VERSION}\n${server ? `Server Version: ${VERSION}\n` : ''}`);
    return 0;
  },
};
