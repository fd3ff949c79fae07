/** A cluster with kubelets and controllers for specs: objects in the namespace `default`, and short ways to ask what became of them. */
import type { KubeObject, Pod } from '../model/objects.ts';
import type { ApiRequest } from '../cluster/contract/api.ts';
import type { Simulation } from '../cluster/contract/simulation.ts';
import { createSimulation } from '../cluster/engine/index.ts';
import { recordingCluster } from '../cluster/engine/presets.ts';
import { isActive } from '../cluster/controllers/objects.ts';
import { ask, create, messagesOf, run } from './simulation.ts';
import type { Written } from './simulation.ts';

/** A cluster with kubelets, whose nodes have become ready. */
export class Lab {
  readonly simulation: Simulation;
  constructor(...nodes: readonly string[]) {
    this.simulation = createSimulation(recordingCluster(nodes.length === 0 ? ['node-1', 'node-2'] : nodes));
    this.run(5);
  }
  run(seconds: number): void {
    run(this.simulation, seconds);
  }
  ask(request: ApiRequest): void {
    ask(this.simulation, request);
  }
  create(object: Written): void {
    create(this.simulation, object);
  }
  patch(resource: string, name: string, body: unknown): void {
    this.ask({ verb: 'patch', patchType: 'strategic', resource, namespace: 'default', name, body });
  }
  remove(resource: string, name: string, propagationPolicy: 'Background' | 'Foreground' | 'Orphan' = 'Background'): void {
    this.ask({ verb: 'delete', resource, namespace: 'default', name, options: { propagationPolicy } });
  }
  pods(app: string): readonly Pod[] {
    return this.simulation.view().list('pods', 'default').filter(pod => pod.metadata.labels?.['app'] === app);
  }
  active(app: string): readonly Pod[] {
    return this.pods(app).filter(isActive);
  }
  get<T = KubeObject>(resource: string, name: string, namespace = 'default'): T {
    return this.simulation.view().get(resource, namespace, name) as T;
  }
  /** What a script prints in a Pod's only container, its errors after its output. */
  sh(pod: string, script: string): string {
    const opened = this.simulation.open({ verb: 'create', resource: 'pods', subresource: 'exec', namespace: 'default', name: pod, options: { command: ['sh', '-c', script] } });
    if (opened.stream === null) throw new Error(JSON.stringify(opened.response.body));
    this.run(2);
    const chunks = this.simulation.read(opened.stream);
    const said = (channel: 'stdout' | 'stderr'): string => chunks.map(chunk => (chunk.channel === channel ? chunk.data : '')).join('');
    return said('stdout') + said('stderr');
  }
  events(reason: string): readonly string[] {
    return messagesOf(this.simulation, reason);
  }
}

export const template = (app: string, version = '1', command = 'sleep 3600') => ({
  metadata: { labels: { app } },
  spec: { terminationGracePeriodSeconds: 1, containers: [{ name: 'main', image: 'busybox:1.36', command: ['sh', '-c', command], env: [{ name: 'VERSION', value: version }] }] },
});
export const deployment = (app: string, replicas: number, rest: object = {}) => ({
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: app }, spec: { replicas, selector: { matchLabels: { app } }, template: template(app), ...rest },
});
export const newVersion = { spec: { template: { spec: { containers: [{ name: 'main', env: [{ name: 'VERSION', value: '2' }] }] } } } };
