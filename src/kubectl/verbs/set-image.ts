/** `kubectl set image`. Follows kubectl pkg/cmd/set/set_image.go. */
import type { Client } from '../../cluster/contract/client.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError, throwAll } from '../errors.ts';
import { RECORD_FLAG } from './common.ts';
import { resourcesAndPairs } from './label.ts';
import { mapContainers, SET_FLAGS, update } from './set-update.ts';
import { requirePodSpec, withPodSpec } from './template.ts';

export const setImageCommand: Command = {
  name: 'image', use: 'image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N', summary: 'Set images of containers', completes: 'resources',
  flags: [...SET_FLAGS, ...RECORD_FLAG], run: setImage,
};

function* setImage(invocation: Invocation): Client<number> {
  const { resources, pairs } = resourcesAndPairs(invocation.args, 'image');
  const odd = pairs.filter((pair) => !pair.includes('='));
  if (odd.length > 0) throw new CommandError(`invalid image format: ${odd.join(', ')}`);
  const images = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  const check = (): void => throwAll([
    ...(images.size === 0 ? [new CommandError('at least one image update is required')] : []),
    ...(images.size > 1 && images.has('*') ? [new CommandError('all containers are already specified by *, but saw more than one container_name=container_image pairs')] : []),
  ]);
  return yield* update(invocation, resources, { operation: 'image updated', failed: 'failed to patch image update to pod template: ', check }, function* (object, problems) {
    const spec = requirePodSpec(object);
    const names = [...spec.containers, ...(spec.initContainers ?? [])].map(({ name }) => name);
    for (const name of images.keys()) if (name !== '*' && !names.includes(name)) problems.push(new CommandError(`error: unable to find container named ${JSON.stringify(name)}`));
    return withPodSpec(object, mapContainers(spec, (container) => ({ ...container, ...(images.has('*') || images.has(container.name) ? { image: images.get('*') ?? images.get(container.name) ?? '' } : {}) })));
  });
}
