/** kubectl against a cluster: what recordings do not show, and what must hold whatever is typed. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createSimulation } from '../cluster/engine/index.ts';
import { recordingCluster } from '../cluster/engine/presets.ts';
import { simTime } from '../model/time.ts';
import { complete, drive, fieldMeaning, runCommandLine } from './index.ts';
import type { Driven, DriveOptions } from './index.ts';

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
spec:
  containers:
  - name: main
    image: nginx:1.27
`;
const SETTINGS = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  colour: green\n';

const simulation = createSimulation(recordingCluster(['node-1', 'node-2']));
const files = new Map([['pod.yaml', POD], ['settings.yaml', SETTINGS], ['more/other.yaml', SETTINGS.replace('settings', 'other')]]);

function run(line: string, options: DriveOptions = {}): Driven {
  const driven = drive(simulation, runCommandLine(line, { interactive: false }), { files, maxMs: 30_000, ...options });
  simulation.advance(simTime(simulation.now + 200));
  return driven;
}
const out = (line: string, options: DriveOptions = {}): string => {
  const { stdout, stderr } = run(line, options);
  return stdout + stderr;
};

beforeAll(() => {
  simulation.advance(simTime(20_000));
  run('kubectl apply -f pod.yaml -f settings.yaml');
  run('kubectl wait --for=condition=Ready pod/web');
});

describe('what is applied', () => {
  test('is unchanged the second time', () => expect(out('kubectl apply -f pod.yaml')).toBe('pod/web unchanged\n'));
  test('loses what the manifest no longer says, and keeps what others set', () => {
    run('kubectl label cm settings owner=me');
    files.set('settings.yaml', SETTINGS.replace('colour: green', 'shape: round'));
    expect(out('kubectl apply -f settings.yaml')).toBe('configmap/settings configured\n');
    expect(out("kubectl get cm settings -o jsonpath='{.data} {.metadata.labels}'")).toBe('{"shape":"round"} {"owner":"me"}');
  });
  test('may lie in folders below', () => expect(out('kubectl apply -R -f more')).toBe('configmap/other created\n'));
  test('may come by a pipe', () => expect(out('cat pod.yaml | kubectl apply -f - --dry-run=server')).toBe('pod/web unchanged (server dry run)\n'));
  test('may stand in a here-document', () => expect(out(`kubectl apply -f - <<EOF\n${SETTINGS.replace('settings', 'here')}EOF\n`)).toBe('configmap/here created\n'));
});

describe('what is edited', () => {
  test('is sent as a patch', () => expect(out('kubectl edit cm settings', { edit: (text) => text.replace('shape: round', 'shape: flat') })).toBe('configmap/settings edited\n'));
  test('is left alone when nothing was changed', () => expect(out('kubectl edit cm settings', { edit: (text) => text })).toBe('Edit cancelled, no changes made.\n'));
  test('is left alone when the editor was closed', () => expect(out('kubectl edit cm settings', { edit: () => null })).toBe('Edit cancelled, no changes made.\n'));
  test('is opened again with what the server refused', () => {
    const seen: string[] = [];
    const { stderr } = run('kubectl edit pod web', { edit: (text) => (seen.push(text), seen.length === 1 ? text.replace('dnsPolicy: ClusterFirst', 'dnsPolicy: Default') : text) });
    expect(seen[1]).toContain('# pods "web" was not valid:\n# * spec: Forbidden: pod updates may not change fields other than');
    expect(stderr).toContain('error: pods "web" is invalid\n');
    expect(stderr).toContain('Edit cancelled, no valid changes were saved.');
  });
});

describe('a command in a container', () => {
  test('hears what is piped to it', () => expect(out('echo hello | kubectl exec -i web -- cat')).toBe('hello\n'));
  test('hears what is typed', () => expect(out('kubectl exec -i web -- cat', { input: ['one', 'two'] })).toBe('one\ntwo\n'));
  test('gives its exit code', () => expect(run('kubectl exec web -- sh -c "exit 3"')).toMatchObject({ exitCode: 3, stderr: 'command terminated with exit code 3\n' }));
  test('gets files and gives them', () => {
    run('kubectl cp pod.yaml web:/tmp/copied.yaml');
    run('kubectl cp web:/tmp/copied.yaml back.yaml');
    expect(files.get('back.yaml')).toBe(POD);
  });
});

describe('the kubeconfig', () => {
  test('gives the namespace until it says otherwise', () => {
    run('kubectl config set-context --current --namespace=kube-public');
    expect(out('kubectl get pods')).toBe('No resources found in kube-public namespace.\n');
    run('kubectl config set-context --current --namespace=default');
    expect(out('kubectl get pods -o name')).toBe('pod/web\n');
  });
});

describe('whoever comes with a token', () => {
  test('is the account that it was made for, with its rights', () => {
    const token = out('kubectl create token default').trim();
    expect(token.split('.')).toHaveLength(3);
    expect(out(`kubectl get pods --token=${token}`)).toBe(
      'Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"\n',
    );
  });
  test('is turned away where it names nobody', () => expect(out('kubectl get pods --token=abc')).toBe('error: You must be logged in to the server (Unauthorized)\n'));
});

describe('whoever is asked for by --as', () => {
  test('may do only what is granted', () => expect(out('kubectl get pods --as=system:serviceaccount:default:default')).toBe(
    'Error from server (Forbidden): pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"\n',
  ));
});

describe('Ctrl-C', () => {
  test('ends what would go on for ever, and what it had to tidy up is tidied up', () => {
    const { exitCode, stdout } = run('kubectl run quick --image=busybox:1.36 --rm -i --restart=Never -- sleep 1000', { maxMs: 6_000, input: ['x'] });
    expect([exitCode, stdout]).toEqual([130, 'pod "quick" deleted from default namespace\n']);
  });
  test('ends a watch', () => expect(run('kubectl get pods -w', { maxMs: 1_000 }).exitCode).toBe(130));
});

describe('a mistake is told in one line', () => {
  const cases: readonly (readonly [line: string, want: string])[] = [
    ['kubectl get po web | nothing', "sh: nothing: not found."],
    ["kubectl get 'pods", "unexpected EOF while looking for matching `'"],
    [`kubectl get pod ${'a'.repeat(253)}`, `Error from server (NotFound): pods "${'a'.repeat(253)}" not found`],
    ['kubectl get flowschemas', 'error: flowschemas are part of Kubernetes, but this sandbox keeps none'],
    ['kubectl apply -f https://example.com/pod.yaml', 'nothing is fetched from the network'],
    ['kubectl apply -k .', 'error: kustomize is not part of this sandbox'],
    ['kubectl proxy', 'error: proxy is not part of this sandbox'],
  ];
  test.each(cases)('%s', (line, want) => expect(out(line)).toContain(want));
});

test('timeout ends a watch, and what it said stands', () => {
  const { exitCode, stdout } = run('timeout 2 kubectl get pods -w');
  expect(exitCode).toBe(124);
  expect(stdout).toMatch(/^NAME .*\n[^]*^web /m);
});

describe('Tab offers', () => {
  const offered = (line: string): readonly string[] => complete(line, line.length, { view: simulation.view(), files: ['pod.yaml'] }).map(({ text }) => text);
  const cases: readonly (readonly [line: string, want: readonly string[]])[] = [
    ['kube', ['kubectl']],
    ['kubectl desc', ['describe']],
    ['kubectl get deploy', ['deployments']],
    ['kubectl get pods w', ['web']],
    ['kubectl describe pod/w', ['pod/web']],
    ['kubectl apply -f p', ['pod.yaml']],
    ['kubectl logs web -c ', ['main']],
    ['kubectl run db --image=busy', ['busybox:1.36', 'busybox:1.37', 'busybox:latest']],
    ['kubectl get pods --all-n', ['--all-namespaces']],
    ['kubectl rollout und', ['undo']],
    ['kubectl explain pod.spec.cont', ['pod.spec.containers.']], ['kubectl wait pod/web --for=condition=Rea', ['Ready']], ['EDITOR=vi kubectl desc', ['describe']],
    ['cat x | kubectl get nod', ['nodes']],
    ["kubectl get 'po", []],
    ['kubectl get pod web -o jsonpath={.spec.nodeN', ['{.spec.nodeName']],
    ["kubectl get pods -o jsonpath='{.items[*].metadata.na", ['{.items[*].metadata.name', '{.items[*].metadata.namespace']],
    ["kubectl get pods -o jsonpath='{.it", ['{.items[*]']],
    ['kubectl get pods -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image,NODE:.spec.nodeN', ['NODE:.spec.nodeName']],
    ['kubectl get pods --sort-by=.metadata.creat', ['.metadata.creationTimestamp']],
  ];
  test.each(cases)('for %s', (line, want) => expect(offered(line)).toEqual(want));
});

test('a field means the same in a Pod and in a template of Pods', () => {
  const own = fieldMeaning('v1', 'Pod', ['spec', 'containers', 0, 'image']);
  expect(own).not.toBe('');
  expect(fieldMeaning('apps/v1', 'Deployment', ['spec', 'template', 'spec', 'containers', 0, 'image'])).toBe(own);
  expect(fieldMeaning('v1', 'Pod', ['spec', 'nobody'])).toBe('');
});

test('five hundred Pods are listed in well under 50 ms', () => {
  const many = createSimulation(recordingCluster(['node-1']));
  const pod = (at: number): unknown => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `p${at}` }, spec: { schedulerName: 'nobody', containers: [{ name: 'c', image: 'nginx:1.27' }] } });
  many.request({ verb: 'create', resource: 'serviceaccounts', namespace: 'default', body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } } });
  for (let at = 0; at < 500; at++) many.request({ verb: 'create', resource: 'pods', namespace: 'default', body: pod(at) });
  const list = (): Driven => drive(many, runCommandLine('kubectl get pods', {}));
  expect(list().stdout.split('\n').length).toBe(502);
  // The best of a few, as the machine may be busy.
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    list();
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(50);
});

describe("the API server's own Service", () => {
  test('has the API server behind it, as every cluster shows', () => {
    expect(out('kubectl get endpointslices --no-headers')).toMatch(/^kubernetes +IPv4 +6443 +192\.168\.0\.10 +\d+s\n$/);
    expect(run('kubectl get endpoints kubernetes --no-headers').stdout).toMatch(/^kubernetes +192\.168\.0\.10:6443 +\d+s\n$/);
    expect(out('kubectl describe service kubernetes')).toMatch(/TargetPort: +6443\/TCP\nEndpoints: +192\.168\.0\.10:6443\n/);
    expect(out("kubectl get endpointslice kubernetes -o jsonpath='{.metadata.labels} {.endpoints} {.ports}'")).toBe(
      '{"kubernetes.io/service-name":"kubernetes"} [{"addresses":["192.168.0.10"],"conditions":{"ready":true}}] [{"name":"https","port":6443,"protocol":"TCP"}]',
    );
  });
  test('leads a Pod there, which speaks only TLS', () => {
    const { result, hops } = simulation.walk({ namespace: 'default', pod: 'web', container: 'main' }, '10.96.0.1', 443);
    expect([result, hops.filter(({ change }) => change !== '').map(({ change }) => change), hops.at(-1)?.pod]).toEqual([
      'open', ['DNAT 10.96.0.1:443 -> 192.168.0.10:6443', expect.stringMatching(/^SNAT 10\.244\.\d\.2 -> 192\.168\.0\.1[12]$/)], 'kube-system/kube-apiserver',
    ]);
    run('kubectl run asker --image=busybox:1.36 -- sleep 3600');
    run('kubectl wait --for=condition=Ready pod/asker');
    expect(run('kubectl exec asker -- wget -q -O- http://kubernetes.default:443').stderr).toMatch(/^wget: server returned error: HTTP\/1\.0 400 Bad Request\n/);
    expect(run("kubectl exec asker -- sh -c 'echo hello | nc kubernetes.default 443'").stdout).toBe('');
    expect(simulation.walk({ namespace: 'default', pod: 'web', container: 'main' }, '192.168.0.10', 80)).toMatchObject({ result: 'refused' });
  });
});
