/** `kubectl create deployment`, `job` and `cronjob`. Follows kubectl pkg/cmd/create. */
import { SAFE_LETTERS } from '../../model/well-known.ts';
import { gather, select } from '../builder.ts';
import { CommandError, throwAll } from '../errors.ts';
import { flags } from '../flags.ts';
import { goType } from '../mapper.ts';
import { isObject } from '../../base/json.ts';
import { hash32 } from '../../base/rng.ts';
import { commandArguments, metadata } from './generator.ts';
import type { Generator, Made } from './generator.ts';

const container = (name: string, image: string, command: readonly string[], port?: number): Made => ({
  name, image,
  ...(command.length > 0 ? { command } : {}),
  ...(port !== undefined && port >= 0 ? { ports: [{ containerPort: port }] } : {}),
  resources: {},
});

/** The image's own name; signs that a container's name cannot hold go, with an ending that makes it unlike others. */
function containerName(image: string): string {
  const name = (image.split('/').at(-1) ?? image).replace(/[:@].*$/, '');
  if (!/[_.]/.test(name)) return name;
  let [hash, ending] = [hash32(image), ''];
  for (let i = 0; i < 5; i++, hash = Math.floor(hash / SAFE_LETTERS.length)) ending += SAFE_LETTERS[hash % SAFE_LETTERS.length] ?? 'x';
  return `${name.replace(/[_.]/g, '-')}-${ending}`;
}

const deployment: Generator = {
  name: 'deployment',
  aliases: ['deploy'],
  use: 'deployment NAME --image=image -- [COMMAND] [args...]',
  summary: 'Create a Deployment',
  flags: flags(`
    image slice # The image to run; several make several containers.
    port int=-1 # The port that the container listens on.
    replicas|r int=1 # How many Pods.
  `),
  required: ['image'],
  failed: 'failed to create deployment: ',
  *build(invocation, name) {
    const { flags: values } = invocation;
    const [images, command] = [values.list('image'), commandArguments(invocation)];
    if (images.length > 1 && command.length > 0) throw new CommandError('cannot specify multiple --image options and command');
    const labels = { app: name };
    const port = values.int('port');
    return {
      kind: 'Deployment', apiVersion: 'apps/v1', metadata: metadata(invocation, name, { labels }),
      spec: {
        replicas: values.int('replicas'), selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: images.map((image, at) => container(containerName(image), image, command, at === 0 ? port : undefined)) } },
        strategy: {},
      },
      status: {},
    };
  },
};

const job: Generator = {
  name: 'job',
  use: 'job NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  summary: 'Create a Job',
  flags: flags(`
    from string # A CronJob to run once: cronjob/NAME.
    image string # The image to run.
  `),
  failed: 'failed to create job: ',
  *build(invocation, name) {
    const { flags: values, session } = invocation;
    const [image, from, command] = [values.text('image'), values.text('from'), commandArguments(invocation)];
    if ((image === '') === (from === '')) throw new CommandError('either --image or --from must be specified');
    if (command.length > 0 && from !== '') throw new CommandError('cannot specify --from and command');
    if (from === '') {
      return {
        kind: 'Job', apiVersion: 'batch/v1', metadata: metadata(invocation, name),
        spec: { template: { metadata: {}, spec: { containers: [container(name, image, command)], restartPolicy: 'Never' } } }, status: {},
      };
    }
    const { found, errors } = yield* gather(session, yield* select(session, { args: [from], namespace: session.namespace }));
    throwAll(errors);
    const object = found[0]?.object;
    if (object === undefined || found.length !== 1) throw new CommandError('from must be an existing cronjob');
    if (object.kind !== 'CronJob') throw new CommandError(`unknown object type ${goType(object)}`);
    const spec: Made = isObject(object['spec']) ? object['spec'] : {};
    const template: Made = isObject(spec['jobTemplate']) ? spec['jobTemplate'] : {};
    const ofTemplate: Made = isObject(template['metadata']) ? template['metadata'] : {};
    const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: object.metadata.name, uid: object.metadata.uid, controller: true };
    return {
      kind: 'Job', apiVersion: 'batch/v1',
      metadata: metadata(invocation, name, {
        ...(isObject(ofTemplate['labels']) ? { labels: ofTemplate['labels'] } : {}),
        annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...(isObject(ofTemplate['annotations']) ? ofTemplate['annotations'] : {}) },
        ownerReferences: [owner],
      }),
      spec: template['spec'] ?? {}, status: {},
    };
  },
};

const cronjob: Generator = {
  name: 'cronjob',
  aliases: ['cj'],
  use: "cronjob NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...]",
  flagsInUse: true,
  summary: 'Create a CronJob',
  flags: flags(`
    image string # The image to run.
    restart string # OnFailure or Never.
    schedule string # When to run, as cron writes it.
  `),
  required: ['image', 'schedule'],
  failed: 'failed to create cronjob: ',
  *build(invocation, name) {
    const { flags: values } = invocation;
    const restartPolicy = values.text('restart') || 'OnFailure';
    const pod = { containers: [container(name, values.text('image'), commandArguments(invocation))], restartPolicy };
    return {
      kind: 'CronJob', apiVersion: 'batch/v1', metadata: metadata(invocation, name),
      spec: { schedule: values.text('schedule'), jobTemplate: { metadata: { name }, spec: { template: { metadata: {}, spec: pod } } } }, status: {},
    };
  },
};

export const workloadGenerators: readonly Generator[] = [deployment, job, cronjob];
