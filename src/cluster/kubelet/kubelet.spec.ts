import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { k8s, Pod, PodSpec } from '../../model/objects.ts';
import { simTime } from '../../model/time.ts';
import type { Revision } from '../contract/ids.ts';
import type { Simulation } from '../contract/simulation.ts';
import { create, createPod as apply, podIn as get, run, standing as cluster } from '../../testing/simulation.ts';
import { recordingCluster } from '../engine/presets.ts';
import { expand, parseEnvFile } from './env.ts';
import { formatDuration, inBackoff, lengthen } from './backoff.ts';
import { badReference } from './images.ts';
import type { Backoff } from './state.ts';

type Spec = Partial<{ readonly [field in keyof PodSpec]: unknown }>;

const box = (command: readonly string[], rest: object = {}): object => ({ name: 'main', image: 'busybox:1.36', command, ...rest });
const sleep = (seconds: number | string, rest: object = {}): object => box(['sleep', String(seconds)], rest);
/** `Running main:running r0 ready`, as a Pod stands. */
function short(pod: Pod | undefined): string {
  if (pod === undefined) return 'gone';
  const all = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const words = all.map(({ name, state, restartCount, ready }) => {
    const what = state?.running !== undefined ? 'running' : state?.terminated !== undefined ? `${state.terminated.reason}:${state.terminated.exitCode}` : state?.waiting?.reason;
    return `${name}:${what} r${restartCount}${ready ? ' ready' : ''}`;
  });
  return [pod.status.phase, ...words].join(' ');
}
const events = (sim: Simulation): readonly string[] => sim.view().list('events', 'default').filter(({ source }) => source?.component === 'kubelet').map(({ reason, message, count }) => `${count} ${reason}: ${message}`);

describe('a Pod as the kubelet runs it', () => {
  const cases: readonly { readonly name: string; readonly spec: Spec; readonly after: number; readonly want: string }[] = [
    { name: 'runs when it is placed', spec: { containers: [sleep(3600)] }, after: 2, want: 'Running main:running r0 ready' },
    { name: 'has succeeded when its containers have', spec: { restartPolicy: 'Never', containers: [sleep(2)] }, after: 6, want: 'Succeeded main:Completed:0 r0' },
    { name: 'has failed when a container has', spec: { restartPolicy: 'Never', containers: [sleep('nonsense')] }, after: 6, want: 'Failed main:Error:1 r0' },
    { name: 'is restarted even after a success with Always', spec: { containers: [sleep(3)] }, after: 6, want: 'Running main:running r1 ready' },
    { name: 'waits with growing back-off when it fails again and again', spec: { containers: [sleep('nonsense')] }, after: 17, want: 'Running main:Error:1 r2' },
    { name: 'OnFailure leaves a success alone', spec: { restartPolicy: 'OnFailure', containers: [sleep(1)] }, after: 6, want: 'Succeeded main:Completed:0 r0' },
    { name: 'starts its app after its init containers', spec: { initContainers: [sleep(3, { name: 'first' })], containers: [sleep(3600)] }, after: 3, want: 'Pending first:running r0 main:PodInitializing r0' },
    { name: 'goes on once they are done', spec: { initContainers: [sleep(3, { name: 'first' })], containers: [sleep(3600)] }, after: 7, want: 'Running first:Completed:0 r0 ready main:running r0 ready' },
    {
      name: 'fails with its init container where it never restarts',
      spec: { restartPolicy: 'Never', initContainers: [sleep('nonsense', { name: 'first' })], containers: [sleep(3600)] }, after: 6,
      want: 'Failed first:Error:1 r0 main:PodInitializing r0',
    },
    {
      name: 'keeps a sidecar beside its app', spec: { initContainers: [sleep(3600, { name: 'helper', restartPolicy: 'Always' })], containers: [sleep(3600)] }, after: 3,
      want: 'Running helper:running r0 ready main:running r0 ready',
    },
    {
      name: 'is done without its sidecar',
      spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 1, initContainers: [sleep(3600, { name: 'helper', restartPolicy: 'Always' })], containers: [sleep(1)] },
      after: 9, want: 'Succeeded helper:Error:137 r0 main:Completed:0 r0',
    },
    { name: 'cannot start a command that is not there', spec: { restartPolicy: 'Never', containers: [box(['slep'])] }, after: 5, want: 'Failed main:StartError:128 r0' },
    { name: 'waits for an image that nobody has', spec: { containers: [{ name: 'main', image: 'registry.invalid/app:1' }] }, after: 3, want: 'Pending main:ErrImagePull r0' },
    { name: 'backs off from pulling', spec: { containers: [{ name: 'main', image: 'registry.invalid/app:1' }] }, after: 18, want: 'Pending main:ImagePullBackOff r0' },
    { name: 'never pulls where it must not', spec: { containers: [{ name: 'main', image: 'nosuch:1', imagePullPolicy: 'Never' }] }, after: 3, want: 'Pending main:ErrImageNeverPull r0' },
    { name: 'is not let in by a node that has too little', spec: { nodeName: 'node-1', containers: [sleep(3600, { resources: { requests: { cpu: '100' } } })] }, after: 2, want: 'Failed' },
    { name: 'ends at its deadline', spec: { activeDeadlineSeconds: 5, terminationGracePeriodSeconds: 1, containers: [sleep(3600)] }, after: 12, want: 'Failed main:Error:137 r0' },
    {
      name: 'waits for a ConfigMap that its environment needs',
      spec: { containers: [sleep(3600, { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'no', key: 'a' } } }] })] }, after: 3,
      want: 'Pending main:CreateContainerConfigError r0',
    },
  ];
  for (const { name, spec, after, want } of cases)
    test(name, () => {
      const sim = cluster();
      apply(sim, 'app', spec);
      run(sim, after);
      expect(short(get(sim, 'app'))).toBe(want);
    });

  test('a node looks for CPU before memory, and counts what a Pod asks for as a whole', () => {
    const sim = cluster();
    apply(sim, 'both', { nodeName: 'node-1', containers: [sleep(3600, { resources: { requests: { memory: '1Ti', cpu: '100' } } })] });
    apply(sim, 'whole', { nodeName: 'node-1', resources: { requests: { cpu: '100' } }, containers: [sleep(3600)] });
    run(sim, 1);
    expect(get(sim, 'both')?.status.reason).toBe('OutOfcpu');
    expect(get(sim, 'whole')?.status).toMatchObject({ reason: 'OutOfcpu', message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 100000, used: 0, capacity: 2000" });
  });

  test('a node says why it turned a Pod away', () => {
    const sim = cluster();
    apply(sim, 'app', { nodeName: 'node-1', containers: [sleep(3600, { resources: { requests: { cpu: '100' } } })] });
    run(sim, 1);
    expect(get(sim, 'app')?.status).toMatchObject({ reason: 'OutOfcpu', message: "Pod was rejected: Node didn't have enough resource: cpu, requested: 100000, used: 0, capacity: 2000" });
  });
  test('the events of a start are those of Kubernetes', () => {
    const sim = cluster();
    apply(sim, 'app', { containers: [sleep(3600)] });
    run(sim, 2);
    expect(events(sim)).toEqual(['1 Pulled: Container image "busybox:1.36" already present on machine and can be accessed by the pod', '1 Created: Container created', '1 Started: Container started']);
  });
});

describe('the end of a Pod', () => {
  test('process 1 without a handler is killed when the grace is over, then the object goes', () => {
    const sim = cluster();
    apply(sim, 'app', { terminationGracePeriodSeconds: 4, containers: [sleep(3600)] });
    run(sim, 3);
    sim.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'app' });
    run(sim, 3.5);
    expect(short(get(sim, 'app'))).toBe('Running main:running r0 ready');
    run(sim, 2.5);
    expect(get(sim, 'app')).toBeUndefined();
    expect(events(sim)).toContain('1 Killing: Stopping container main');
  });
  test('a forced deletion leaves nothing behind on the node either', () => {
    const sim = cluster();
    apply(sim, 'app', { containers: [sleep(3600)] });
    run(sim, 3);
    sim.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'app', options: { gracePeriodSeconds: 0 } });
    expect(get(sim, 'app')).toBeUndefined();
    run(sim, 10);
    expect(sim.view().facts('/node/node-1/pods/')).toEqual([]);
  });
});

describe('laws', () => {
  const exec = (...command: readonly string[]): object => ({ exec: { command } });
  const shell = (script: string): readonly string[] => ['sh', '-c', script];
  const command = fc.constantFrom<readonly string[]>(['sleep', '1'], ['sleep', '4'], ['sleep', '3600'], ['nonsense'], shell('sleep 2; exit 7'), shell('exit 7'), shell('trap "exit 0" TERM; sleep 3600 & wait'));
  const probe = fc.tuple(fc.constantFrom(exec('true'), exec('false'), exec('sleep', '9')), fc.constantFrom(1, 3)).map(([handler, failureThreshold]) => ({ ...handler, periodSeconds: 2, failureThreshold }));
  const hooks = fc.constantFrom({ postStart: exec('true') }, { postStart: exec('false') }, { postStart: { sleep: { seconds: 1 } } }, { preStop: exec('sleep', '2') }, { preStop: exec('nonsense') });
  const restarts = fc.constantFrom({ restartPolicy: 'Never' }, { restartPolicy: 'OnFailure' }, { restartPolicy: 'Never', restartPolicyRules: [{ action: 'Restart', exitCodes: { operator: 'In', values: [7] } }] });
  const seldom = <T extends object>(what: fc.Arbitrary<T>): fc.Arbitrary<T | object> => fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, what);
  const container = (name: string, more: fc.Arbitrary<object> = fc.constant({})): fc.Arbitrary<object> =>
    fc.tuple(command, more).map(([words, rest]) => box(words, { name, volumeMounts: [{ name: 'work', mountPath: '/work' }], ...rest }));
  const probed = fc.tuple(
    seldom(probe.map(livenessProbe => ({ livenessProbe }))), seldom(probe.map(readinessProbe => ({ readinessProbe }))), seldom(probe.map(startupProbe => ({ startupProbe }))), seldom(hooks.map(lifecycle => ({ lifecycle }))),
  ).map((parts): object => Object.assign({}, ...parts) as object);
  const regular = fc.tuple(probed, fc.oneof(fc.constant({}), restarts)).map(([one, other]) => ({ ...one, ...other }));
  const sidecar = probed.map(one => ({ ...one, restartPolicy: 'Always' }));
  const pod: fc.Arbitrary<Spec> = fc.record({
    restartPolicy: fc.constantFrom('Always', 'OnFailure', 'Never'), terminationGracePeriodSeconds: fc.constantFrom(2, 5),
    containers: fc.tuple(container('a', regular), container('b', regular)),
    initContainers: fc.oneof(fc.constant([]), container('i').map(one => [one]), container('s', sidecar).map(one => [one]), fc.tuple(container('s', sidecar), container('i'))),
    volumes: fc.oneof({ weight: 3, arbitrary: fc.constantFrom({ emptyDir: {} }, { configMap: { name: 'there' } }) }, fc.constant({ secret: { secretName: 'nowhere' } })).map(source => [{ name: 'work', ...source }]),
  });
  /** A Pod that waits for its volumes hears of its deadline only when that wait is over. */
  const mounted = pod.filter(({ volumes }) => !JSON.stringify(volumes).includes('nowhere'));
  const limited = fc.oneof({ weight: 2, arbitrary: pod }, fc.tuple(mounted, fc.constantFrom(5, 30)).map(([spec, activeDeadlineSeconds]): Spec => ({ ...spec, activeDeadlineSeconds })));
  /** A cluster in which these Pods have just been made. */
  function living(specs: readonly Spec[]): Simulation {
    const sim = cluster();
    create(sim, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'there' }, data: { a: 'b' } });
    specs.forEach((spec, i) => apply(sim, `p${i}`, spec));
    return sim;
  }

  /** Whether a container is started again after it ended with a code: sidecars always, others by their rules, their own policy, the Pod's. */
  function comesBack({ spec }: Pod, name: string, code: number): boolean {
    const once = spec.initContainers?.find(each => each.name === name);
    const own = once ?? spec.containers.find(each => each.name === name);
    if (own?.restartPolicyRules?.some(({ exitCodes }) => exitCodes?.values?.includes(code)) === true) return true;
    const policy = own?.restartPolicy ?? spec.restartPolicy;
    return (policy === 'Always' && (once === undefined || once.restartPolicy === 'Always' || code !== 0)) || (policy === 'OnFailure' && code !== 0);
  }
  /** What is unlawful about a Pod: it is over when nothing of it comes back or its time is up, and only then; and only what comes back was started again. */
  function wrongs(pod: Pod): readonly string[] {
    const { spec, status } = pod;
    const { containerStatuses = [], initContainerStatuses = [] } = status;
    const ended = ({ name, state }: k8s.ContainerStatus): boolean => state?.terminated !== undefined && !comesBack(pod, name, state.terminated.exitCode);
    const initFailed = initContainerStatuses.some(each => ended(each) && each.state?.terminated?.exitCode !== 0);
    // What a probe kills comes back whatever its code is, and what was killed with its Pod may not be found any more.
    const mayBeKilled = new Set(spec.containers.flatMap(({ name, livenessProbe, startupProbe }) => (livenessProbe ?? startupProbe) === undefined ? [] : name));
    const over = status.phase === 'Succeeded' || status.phase === 'Failed';
    return [
      ...((spec.activeDeadlineSeconds !== undefined || initFailed || containerStatuses.every(ended)) === over ? [] : [`${status.phase} is wrong`]),
      ...[...initContainerStatuses, ...containerStatuses].flatMap(({ name, state, lastState, restartCount }) => [
        ...(lastState?.terminated === undefined || state?.terminated?.reason === 'ContainerStatusUnknown' || mayBeKilled.has(name) || comesBack(pod, name, lastState.terminated.exitCode) ? [] : [`${name} was started again`]),
        ...(over || state?.terminated === undefined || !comesBack(pod, name, state.terminated.exitCode) || restartCount > 0 ? [] : [`${name} was not started again`]),
      ]),
    ];
  }
  test('every Pod ends in a terminal phase or is kept alive by its rules; no address is given twice', () => {
    fc.assert(
      fc.property(fc.array(limited, { minLength: 5, maxLength: 6 }), specs => {
        const sim = living(specs);
        run(sim, 90);
        // What ends at this very moment is written into its status a little later.
        if (sim.view().list('pods', 'default').some(each => wrongs(each).length > 0)) run(sim, 3);
        const pods = sim.view().list('pods', 'default');
        for (const each of pods) expect([short(each), each.spec, wrongs(each)]).toEqual([short(each), each.spec, []]);
        const alive = pods.filter(({ status }) => status.phase === 'Running' || status.phase === 'Pending').flatMap(({ status }) => status.podIP ?? []);
        expect(new Set(alive).size).toBe(alive.length);
      }),
      { numRuns: 20 },
    );
  });
  test('two steps of 5 s equal one of 10 s', () => {
    fc.assert(
      fc.property(fc.array(limited, { minLength: 1, maxLength: 3 }), specs => {
        const [one, two] = [[10], [5, 5]].map(steps => {
          const sim = living(specs);
          for (const step of steps) run(sim, step);
          return [...sim.eventsSince(0 as Revision), ...sim.traceSince(null)].map(each => JSON.stringify(each));
        });
        expect(one?.find((line, i) => line !== two?.[i])).toBeUndefined();
        expect(two).toHaveLength(one?.length ?? 0);
      }),
      { numRuns: 8 },
    );
  });
});

describe('parts', () => {
  test.each([
    ['$(A) and $(B)', '1 and $(B)'],
    ['$$(A)', '$(A)'],
    ['$A costs $', '$A costs $'],
    ['$(A', '$(A'],
  ])('%s expands to %s', (text, want) => expect(expand(text, (name) => (name === 'A' ? '1' : undefined))).toBe(want));
  test('a file of variables has one on each line, quoted or not', () => {
    expect([...parseEnvFile("# words\nA='one two'\nB=2\n\nC=\"x=y\"\n")]).toEqual([['A', 'one two'], ['B', '2'], ['C', 'x=y']]);
  });
  test('back-off grows from 10 s to 5 min and is forgotten after ten quiet minutes', () => {
    const table = new Map<string, Backoff>();
    const lengths = Array.from({ length: 7 }, (_, i) => {
      lengthen(table, 'k', simTime(i * 1000));
      return formatDuration(table.get('k')?.ms ?? 0);
    });
    expect(lengths).toEqual(['10s', '20s', '40s', '1m20s', '2m40s', '5m0s', '5m0s']);
    expect(inBackoff(table, 'k', simTime(7000))).toBe(true);
    lengthen(table, 'k', simTime(700_000));
    expect(table.get('k')?.ms).toBe(10_000);
  });
  test.each([
    ['busybox:1.36', null],
    ['registry.example:5000/team/app@sha256:' + 'a'.repeat(64), null],
    ['BusyBox:1.36', 'invalid reference format: repository name (library/BusyBox) must be lowercase'],
    ['a b', 'invalid reference format'],
  ])('image name %s: %s', (image, want) => expect(badReference(image)).toBe(want));
});

describe('machines', () => {
  const machines = (): Simulation => {
    const settings = recordingCluster(['node-1', 'node-2']);
    return cluster({ ...settings, nodes: settings.nodes.map((node, i) => (i === 0 ? node : { ...node, standby: true })) });
  };
  const nodes = (sim: Simulation): readonly string[] => sim.view().list('nodes').map(({ metadata: { name }, status }) => `${name} ${status.conditions?.find(({ type }) => type === 'Ready')?.status ?? ''}`);

  test('one that is off is no node, and joins when it is started', () => {
    const sim = machines();
    expect(nodes(sim)).toEqual(['node-1 True']);
    sim.act({ do: 'startNode', node: 'node-2' });
    run(sim, 60);
    expect(nodes(sim)).toEqual(['node-1 True', 'node-2 True']);
    apply(sim, 'there', { nodeName: 'node-2', containers: [sleep(3600)] });
    run(sim, 3);
    expect(short(get(sim, 'there'))).toBe('Running main:running r0 ready');
  });
  test('one whose Node was deleted joins again when its kubelet starts', () => {
    const sim = machines();
    sim.request({ verb: 'delete', resource: 'nodes', name: 'node-1' });
    run(sim, 30);
    expect(nodes(sim)).toEqual([]);
    sim.act({ do: 'startNode', node: 'node-1' });
    run(sim, 5);
    expect(nodes(sim)).toEqual(['node-1 True']);
  });
  test('one that becomes larger reports it, and takes what did not fit', () => {
    const sim = machines();
    apply(sim, 'large', { containers: [sleep(3600, { resources: { requests: { cpu: '3' } } })] });
    run(sim, 2);
    expect(short(get(sim, 'large'))).toBe('Pending');
    sim.act({ do: 'resizeNode', node: 'node-1', amounts: { cpu: '4', fantasy: '1' } });
    run(sim, 400);
    expect(sim.view().get('nodes', '', 'node-1')?.status.allocatable).toMatchObject({ cpu: '4', pods: '110' });
    expect(short(get(sim, 'large'))).toBe('Running main:running r0 ready');
  });
});
