/** What holds in every cluster, whatever is done to it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject, Pod } from '../../model/objects.ts';
import { Lab, deployment, template } from '../../testing/lab.ts';

const patched = (lab: Lab, resource: string, name: string, body: object): void => void lab.simulation.request({ verb: 'patch', patchType: 'merge', resource, namespace: resource === 'nodes' ? '' : 'default', name, body });
const removed = (lab: Lab, resource: string, name: string, gracePeriodSeconds?: number): void => void lab.simulation.request({ verb: 'delete', resource, namespace: 'default', name, options: gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds } });
const made = (lab: Lab, resource: string, body: object): void => void lab.simulation.request({ verb: 'create', resource, namespace: 'default', body: body as unknown as KubeObject });

type Deed = (lab: Lab) => void;
const index = fc.integer({ min: 0, max: 3 });
const wait: fc.Arbitrary<Deed> = fc.constantFrom(0.2, 1, 4, 40).map(seconds => lab => lab.run(seconds));

test('no address and no port is handed out twice, whatever comes and goes', () => {
  const deed: fc.Arbitrary<Deed> = fc.oneof(
    wait,
    fc.tuple(index, fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer')).map(([i, type]): Deed => lab => made(lab, 'services', { apiVersion: 'v1', kind: 'Service', metadata: { name: `s${i}` }, spec: { type, ports: [{ port: 80 }] } })),
    index.map((i): Deed => lab => removed(lab, 'services', `s${i}`)),
    { weight: 2, arbitrary: fc.tuple(index, fc.constantFrom(0, 8080, 8081)).map(([i, hostPort]): Deed => lab => made(lab, 'pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: `p${i}` }, spec: { terminationGracePeriodSeconds: 2, containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', '3600'], ports: [{ containerPort: 80, ...(hostPort === 0 ? {} : { hostPort }) }] }] } })) },
    fc.tuple(index, fc.constantFrom(0, 1, 5)).map(([i, grace]): Deed => lab => removed(lab, 'pods', `p${i}`, grace)),
  );
  const twice = (values: readonly string[]): readonly string[] => values.filter((each, i) => values.indexOf(each) !== i);
  fc.assert(fc.property(fc.array(deed, { minLength: 12, maxLength: 24 }), deeds => {
    const lab = new Lab('node-1', 'node-2');
    for (const each of deeds) {
      each(lab);
      const view = lab.simulation.view();
      const services = view.list('services');
      const pods = view.list('pods', 'default').filter(({ status }) => status.phase !== 'Failed' && status.phase !== 'Succeeded');
      expect(twice(services.flatMap(({ spec }) => (spec.clusterIP === undefined || spec.clusterIP === 'None' ? [] : [spec.clusterIP])))).toEqual([]);
      expect(twice(services.flatMap(({ spec }) => (spec.ports ?? []).flatMap(({ nodePort }) => (nodePort === undefined ? [] : [String(nodePort)]))))).toEqual([]);
      expect(twice(pods.flatMap(({ status }) => status.podIP ?? []))).toEqual([]);
      expect(twice(pods.flatMap(({ spec }) => spec.containers.flatMap(({ ports = [] }) => ports.flatMap(({ hostPort }) => (hostPort === undefined || spec.nodeName === undefined ? [] : [`${spec.nodeName}:${hostPort}`])))))).toEqual([]);
    }
  }), { numRuns: 8 });
});

test('whatever is done to it, a cluster comes to rest with what its controllers promise', () => {
  const node = fc.constantFrom('node-1', 'node-2');
  const deed: fc.Arbitrary<Deed> = fc.oneof(
    { weight: 3, arbitrary: wait },
    index.map((replicas): Deed => lab => patched(lab, 'deployments.apps', 'web', { spec: { replicas } })),
    index.map((version): Deed => lab => patched(lab, 'deployments.apps', 'web', { spec: { template: { metadata: { annotations: { version: String(version) } } } } })),
    fc.integer({ min: 1, max: 3 }).map((replicas): Deed => lab => patched(lab, 'statefulsets.apps', 'db', { spec: { replicas } })),
    index.map((version): Deed => lab => patched(lab, 'statefulsets.apps', 'db', { spec: { template: { metadata: { annotations: { version: String(version) } } } } })),
    fc.tuple(index, fc.constantFrom(0, 1, 30)).map(([i, grace]): Deed => lab => {
      const pods = lab.simulation.view().list('pods', 'default');
      const pod = pods[i % Math.max(1, pods.length)];
      if (pod !== undefined) removed(lab, 'pods', pod.metadata.name, grace);
    }),
    fc.tuple(node, fc.boolean()).map(([name, unschedulable]): Deed => lab => patched(lab, 'nodes', name, { spec: { unschedulable } })),
    fc.tuple(node, fc.boolean()).map(([name, stop]): Deed => lab => lab.simulation.act({ do: stop ? 'stopNode' : 'startNode', node: name })),
  );
  fc.assert(fc.property(fc.array(deed, { minLength: 8, maxLength: 16 }), deeds => {
    const lab = new Lab('node-1', 'node-2');
    lab.create(deployment('web', 2));
    lab.create({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'db' }, spec: { replicas: 2, serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template: template('db') } });
    lab.create({ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'agent' }, spec: { selector: { matchLabels: { app: 'agent' } }, template: template('agent') } });
    for (const each of deeds) each(lab);
    for (const name of ['node-1', 'node-2']) {
      lab.simulation.act({ do: 'startNode', node: name });
      patched(lab, 'nodes', name, { spec: { unschedulable: false } });
    }
    lab.run(600);
    const view = lab.simulation.view();
    const pods = view.list('pods', 'default');
    const wanted = { web: view.get('deployments.apps', 'default', 'web')?.spec.replicas, db: view.get('statefulsets.apps', 'default', 'db')?.spec.replicas, agent: 2 };
    const ready = (pod: Pod): boolean => pod.metadata.deletionTimestamp === undefined && pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true;
    const found = Object.fromEntries(Object.keys(wanted).map(app => [app, pods.filter(pod => pod.metadata.labels?.['app'] === app && ready(pod)).length]));
    expect(found).toEqual(wanted);
    expect(pods.filter(pod => !ready(pod)).map(({ metadata }) => metadata.name)).toEqual([]);
    expect(view.get('deployments.apps', 'default', 'web')?.status.updatedReplicas ?? 0).toBe(wanted.web);
    expect(view.get('statefulsets.apps', 'default', 'db')?.status).toMatchObject({ readyReplicas: wanted.db, updatedReplicas: wanted.db });
    for (const { metadata } of pods) expect(view.list('replicasets.apps', 'default').map(each => each.metadata.uid).concat(view.list('statefulsets.apps', 'default').map(each => each.metadata.uid), view.list('daemonsets.apps', 'default').map(each => each.metadata.uid))).toContain(metadata.ownerReferences?.[0]?.uid);
  }), { numRuns: 6 });
});
