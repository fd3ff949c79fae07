import { expect, test } from 'vitest';
import { simTime } from '../../model/time.ts';
import type { TraceEvent } from '../contract/trace.ts';
import { createSimulation } from './index.ts';
import { standardSandbox } from './presets.ts';

const deployment = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' },
  spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } } },
};

test('what becomes of a Deployment goes back, cause by cause, to the request that made it', () => {
  const simulation = createSimulation(standardSandbox());
  simulation.advance(simTime(30_000));
  simulation.request({ verb: 'create', resource: 'deployments.apps', namespace: 'default', body: deployment });
  simulation.advance(simTime(60_000));
  const trace = simulation.traceSince(null);
  const bySerial = new Map(trace.map((event) => [event.serial, event]));
  const root = (event: TraceEvent): TraceEvent => {
    const cause = event.cause === null ? undefined : bySerial.get(event.cause);
    return cause === undefined ? event : root(cause);
  };
  const made = trace.find((event) => event.type === 'api/request' && event.kind === 'Deployment');
  const started = trace.filter(({ type }) => type === 'runtime/started' || type === 'scheduler/bound').filter((event) => 'pod' in event && event.pod.startsWith('web-'));
  expect(started).toHaveLength(4);
  expect(started.map((event) => root(event).serial)).toEqual(started.map(() => made?.serial));
});
