import { beforeAll, describe, expect, test } from 'vitest';
import { createSimulation } from '../../cluster/engine/index.ts';
import { recordingCluster } from '../../cluster/engine/presets.ts';
import { simTime } from '../../model/time.ts';
import { drive, runCommandLine } from '../index.ts';

const busy = `apiVersion: v1
kind: Pod
metadata: {name: busy, labels: {app: busy}}
spec:
  nodeSelector: {kubernetes.io/hostname: node-1}
  containers:
  - {name: main, image: 'busybox:1.36', command: [sh, -c, 'while true; do :; done'], resources: {limits: {cpu: 200m}}}
  - {name: beside, image: 'busybox:1.36', command: [sleep, '3600']}
`;
const stuck = 'apiVersion: v1\nkind: Pod\nmetadata: {name: stuck, namespace: apart}\nspec: {nodeSelector: {no: node}, containers: [{name: main, image: "busybox:1.36"}]}\n';
const files = new Map([['busy.yaml', busy], ['stuck.yaml', stuck]]);
const measured = createSimulation(recordingCluster(['node-1', 'node-2'], { metrics: true }));
const unmeasured = createSimulation(recordingCluster(['node-1']));
const out = (line: string, simulation = measured): string => {
  const { stdout, stderr } = drive(simulation, runCommandLine(line, {}), { files, maxMs: 30_000 });
  return stdout + stderr;
};
const wait = (seconds: number): void => void measured.advance(simTime(measured.now + seconds * 1000));
const cells = (line: string): readonly string[] => out(line).split('\n').filter((each) => each !== '').map((each) => each.trimEnd().split(/ {2,}/).join('|'));

beforeAll(() => {
  measured.advance(simTime(20_000));
  unmeasured.advance(simTime(20_000));
  for (const line of ['kubectl apply -f busy.yaml', 'kubectl create ns apart', 'kubectl apply -f stuck.yaml']) out(line);
  wait(60);
});

describe('kubectl top', () => {
  test('shows a busy Pod at its limit', () => {
    expect(cells('kubectl top pod busy --containers').map((line) => line.split('|').slice(0, 3).join('|'))).toEqual(['POD|NAME|CPU(cores)', 'busy|beside|0m', 'busy|main|200m']);
    expect(cells('kubectl top node --no-headers').map((line) => line.split('|').slice(0, 3).join('|'))).toEqual(['node-1|200m|10%', 'node-2|0m|0%']);
  });
  test('chooses Pods by labels and by fields of the Pods', () => {
    expect(cells('kubectl top pod -l app=busy --no-headers')).toHaveLength(1);
    expect(out('kubectl top pod -l app=other')).toBe('No resources found in default namespace.\n');
    expect(cells('kubectl top pod -A --field-selector spec.nodeName=node-1 --no-headers')).toHaveLength(1);
    expect(out('kubectl top pod -A --field-selector spec.nodeName=node-9')).toBe('No resources found\n');
  });
  const refusals: readonly (readonly [line: string, want: string])[] = [
    ['kubectl top pod a b c', "error: pod [NAME | -l label]\nSee 'kubectl top pod -h' for help and examples\n"],
    ['kubectl top pod --sort-by=disk', 'error: --sort-by accepts only cpu or memory\n'],
    ['kubectl top pod a --field-selector=x=y', 'error: only one of NAME or selector can be provided\n'],
    ['kubectl top node a -l x=y', 'error: only one of NAME or --selector can be provided\n'],
    ['kubectl top pod nobody', 'Error from server (NotFound): pods "nobody" not found\n'],
    ['kubectl top node nobody', 'Error from server (NotFound): nodes "nobody" not found\n'],
    ['kubectl top node -l x=y', 'error: metrics not available yet\n'],
    ['kubectl top pod stuck -n apart', 'Error from server (NotFound): podmetrics.metrics.k8s.io "apart/stuck" not found\n'],
    ['kubectl top pod -n apart', 'error: metrics not available yet\n'],
    ['kubectl top pod --as=eve', 'Error from server (Forbidden): pods.metrics.k8s.io is forbidden: User "eve" cannot list resource "pods" in API group "metrics.k8s.io" in the namespace "default"\n'],
    [
      "kubectl get --raw '/apis/metrics.k8s.io/v1beta1/pods?fieldSelector=spec.nodeName%3Dnode-1'",
      'Error from server (BadRequest): "spec.nodeName" is not a known field selector: only "metadata.name", "metadata.namespace"\n',
    ],
  ];
  test.each(refusals)('%s is refused in its own words', (line, want) => expect(out(line)).toBe(want));
  test('says so where nobody measures', () => {
    expect(out('kubectl top pod', unmeasured)).toBe('error: Metrics API not available\n');
    expect(out('kubectl top node node-1', unmeasured)).toBe('error: Metrics API not available\n');
  });
  test('names a Pod that is not measured though it is old enough', () => {
    wait(120);
    expect(out('kubectl top pod -n apart')).toMatch(/^error: Metrics not available for pod apart\/stuck, age: 3m[\d.]+s\n$/);
  });
});

test('metrics.k8s.io may be read and nothing else', () => {
  const ask = (verb: 'get' | 'create' | 'delete') => measured.request({ verb, resource: 'pods.metrics.k8s.io', namespace: 'default', name: 'busy' });
  expect(ask('get')).toMatchObject({
    code: 200,
    body: {
      kind: 'PodMetrics', apiVersion: 'metrics.k8s.io/v1beta1', metadata: { name: 'busy', namespace: 'default', labels: { app: 'busy' } }, window: '15s',
      containers: [{ name: 'beside' }, { name: 'main', usage: { cpu: '200m' } }],
    },
  });
  expect([ask('create').code, ask('delete').code]).toEqual([405, 405]);
});

test('nobody hears the meters of a node that is off', () => {
  measured.act({ do: 'stopNode', node: 'node-1' });
  wait(1);
  expect(cells('kubectl top node --no-headers')).toEqual(['node-2|0m|0%|0Mi|0%', 'node-1|<unknown>|<unknown>|<unknown>|<unknown>']);
  expect(out('kubectl top pod busy')).toBe('Error from server (NotFound): podmetrics.metrics.k8s.io "default/busy" not found\n');
});
