/** `kubectl set resources`. Follows kubectl pkg/cmd/set/set_resources.go. */
import type { Client } from '../../cluster/contract/client.ts';
import { canonicalQuantity, parseQuantity } from '../../model/quantity.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { RECORD_FLAG } from './common.ts';
import { CONTAINERS_FLAG, mapContainers, matchesName, SET_FLAGS, update } from './set-update.ts';
import type { Container } from './set-update.ts';
import { requirePodSpec, withPodSpec } from './template.ts';

export const setResourcesCommand: Command = {
  name: 'resources', use: 'resources (-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]', summary: 'Set requests and limits of containers', completes: 'resources',
  flags: [...SET_FLAGS, ...RECORD_FLAG, ...CONTAINERS_FLAG, ...flags('limits string # cpu=100m,memory=256Mi.\nrequests string # cpu=100m,memory=256Mi.')], run: setResources,
};

function amounts(text: string): Readonly<Record<string, string>> {
  if (text === '') return {};
  return Object.fromEntries(text.split(',').map((statement) => {
    const [name = '', value, ...more] = statement.split('=');
    if (value === undefined || more.length > 0) throw new CommandError(`invalid argument syntax ${statement}, expected <resource>=<value>`);
    if (parseQuantity(value) === null) throw new CommandError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    return [name, canonicalQuantity(value)];
  }));
}

function* setResources(invocation: Invocation): Client<number> {
  const { flags: values, args } = invocation;
  const pattern = values.text('containers');
  const check = (): void => {
    if (values.text('limits') === '' && values.text('requests') === '') throw new CommandError('you must specify an update to requests or limits (in the form of --requests/--limits)');
    amounts(values.text('limits'));
    amounts(values.text('requests'));
  };
  return yield* update(invocation, args, { operation: 'resource requirements updated', failed: 'failed to patch resources update to pod template ', check }, function* (object, problems) {
    const spec = requirePodSpec(object);
    const [limits, requests] = [amounts(values.text('limits')), amounts(values.text('requests'))];
    if (![...spec.containers, ...(spec.initContainers ?? [])].some(({ name }) => matchesName(pattern, name))) {
      problems.push(new CommandError(`error: unable to find container named ${pattern}`));
      return null;
    }
    const changed = (container: Container): Container => {
      if (!matchesName(pattern, container.name)) return container;
      const { resources } = container;
      const merged = {
        ...resources, ...(Object.keys(limits).length > 0 ? { limits: { ...resources?.limits, ...limits } } : {}),
        ...(Object.keys(requests).length > 0 ? { requests: { ...resources?.requests, ...requests } } : {}),
      };
      return { ...container, resources: merged };
    };
    return withPodSpec(object, mapContainers(spec, changed));
  });
}
