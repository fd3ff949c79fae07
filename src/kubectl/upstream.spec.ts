/** Words and forms of kubectl's own source (v1.37) that no shown recording holds. */
import { describe, expect, test } from 'vitest';
import { createSimulation } from '../cluster/engine/index.ts';
import { recordingCluster } from '../cluster/engine/presets.ts';
import { simTime } from '../model/time.ts';
import { drive, runCommandLine } from './index.ts';

const MAP = (data: string, labels = 'app: x'): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, labels: {${labels}}}\ndata: {${data}}\n`;
const files = new Map([
  ['noname.yaml', 'apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n'],
  [
    'hpa.yaml',
    'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec:\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}\n  maxReplicas: 5\n  behavior: {scaleDown: {stabilizationWindowSeconds: 60}}\n',
  ],
  [
    'agent.yaml',
    'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec: {terminationGracePeriodSeconds: 0, containers: [{name: a, image: "busybox:1.36", command: [sleep, "60"]}]}\n',
  ],
  ['raw.json', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"raw"}}'],
  ['cm.yaml', MAP('a: "1"')], ['cm2.yaml', MAP('a: "2"')], ['other.yaml', MAP('a: "1"').replace('name: cm', 'name: other')],
  [
    'web.yaml',
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: web, image: "nginx:1.27"}]}\n',
  ],
]);

/** What the last of these lines prints, in a fresh cluster. */
function last(...lines: readonly string[]): string {
  const simulation = createSimulation(recordingCluster(['node-1']));
  simulation.advance(simTime(20_000));
  let said = '';
  for (const line of lines) {
    const { stdout, stderr } = drive(simulation, runCommandLine(line, {}), { files: new Map(files), maxMs: 60_000 });
    said = stdout + stderr;
    simulation.advance(simTime(simulation.now + 150));
  }
  return said;
}
const RECORD = 'Flag --record has been deprecated, --record will be removed in the future\n';
const PRUNE = 'kubectl apply -f cm.yaml --prune';

const cases: readonly { readonly name: string; readonly lines: readonly string[]; readonly want: string }[] = [
  {
    name: 'a deprecated flag is told of, and obeyed', lines: ['kubectl apply -f web.yaml', 'kubectl autoscale deployment web --max=3 --cpu-percent=50'],
    want: "horizontalpodautoscaler.autoscaling/web autoscaled\nFlag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n",
  },
  {
    name: '--record notes the command, flags last',
    lines: ['kubectl apply -f web.yaml', 'kubectl set image deployment/web web=nginx:1.26 --record', "kubectl get deploy web -o jsonpath='{.metadata.annotations.kubernetes\\.io/change-cause}'"],
    want: 'kubectl set image deployment/web web=nginx:1.26 --record=true',
  },
  { name: '--record says that it is going away', lines: ['kubectl apply -f cm.yaml', 'kubectl label cm cm b=c --record'], want: `configmap/cm labeled\n${RECORD}` },
  {
    name: 'a CPU without a unit is thousandths for each Pod',
    lines: ['kubectl apply -f web.yaml', "kubectl autoscale deployment web --max=3 --cpu=500 --dry-run=client -o jsonpath='{.spec.metrics[0].resource.target}'"],
    want: '{"averageValue":"500m","type":"AverageValue"}',
  },
  {
    name: 'an autoscaler that is there already, without a share of the CPU',
    lines: ['kubectl apply -f web.yaml', 'kubectl autoscale deployment web --max=3', 'kubectl autoscale deployment web --max=3'],
    want: 'error: failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input\n',
  },
  {
    name: 'an autoscaler that is there already, with one',
    lines: ['kubectl apply -f web.yaml', 'kubectl autoscale deployment web --max=3', 'kubectl autoscale deployment web --max=3 --cpu=50%'],
    want: 'Error from server (AlreadyExists): horizontalpodautoscalers.autoscaling "web" already exists\n',
  },
  {
    name: 'pruning takes what was applied and is in the manifests no more',
    lines: ['kubectl apply -f cm.yaml -f other.yaml', `${PRUNE} -l app=x --prune-allowlist=core/v1/ConfigMap`], want: 'configmap/cm unchanged\nconfigmap/other pruned\n',
  },
  {
    name: 'pruning needs a selector or --all', lines: [PRUNE],
    want: 'error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector\n',
  },
  { name: 'client-side apply goes over to server-side apply without a conflict', lines: ['kubectl apply -f cm.yaml', 'kubectl apply -f cm2.yaml --server-side'], want: 'configmap/cm serverside-applied\n' },
  {
    name: 'and has one manager then',
    lines: ['kubectl apply -f cm.yaml', 'kubectl apply -f cm2.yaml --server-side', "kubectl get cm cm -o jsonpath='{.metadata.managedFields[*].manager} {.metadata.managedFields[*].operation}' --show-managed-fields"],
    want: 'kubectl kubectl-last-applied Apply Apply',
  },
  { name: 'what is remembered already need not be set', lines: ['kubectl apply -f cm.yaml', 'kubectl apply set-last-applied -f cm.yaml', 'kubectl apply set-last-applied -f cm.yaml'], want: 'set-last-applied cm: no changes required.\n' },
  {
    name: 'subjects are added to a binding',
    lines: ['kubectl create rolebinding rb --role=r --user=a', 'kubectl set subject rolebinding rb --user=b --serviceaccount=default:sa', "kubectl get rolebinding rb -o jsonpath='{.subjects[*].name}'"],
    want: 'a b sa',
  },
  { name: '--local takes files alone', lines: ['kubectl label cm cm a=b --local'], want: 'error: can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set\n' },
  { name: 'a version is asked of one object alone', lines: ['kubectl apply -f cm.yaml', 'kubectl label cm --all a=b --resource-version=1'], want: 'error: --resource-version may only be used with a single resource\n' },
  { name: 'a note is not set and taken away at once', lines: ['kubectl annotate cm cm a=b a-'], want: 'error: can not both modify and remove the following annotation(s) in the same command: a\n' },
  {
    name: 'why something changed may always be written anew',
    lines: ['kubectl apply -f web.yaml', 'kubectl annotate deploy web kubernetes.io/change-cause=a', 'kubectl annotate deploy web kubernetes.io/change-cause=b'],
    want: 'deployment.apps/web annotated\n',
  },
  { name: 'a selector chooses among the objects of files', lines: ['kubectl apply -f cm.yaml -f web.yaml -l app=x'], want: 'configmap/cm created\n' },
  {
    name: 'a budget takes sets of labels', lines: ["kubectl create pdb p --selector='a in (b),c=d' --min-available=1 --dry-run=client -o jsonpath='{.spec.selector}'"],
    want: '{"matchExpressions":[{"key":"a","operator":"In","values":["b"]}],"matchLabels":{"c":"d"}}',
  },
  {
    name: 'a value with a bracket is no value', lines: ["kubectl create pdb p --selector='a=(' --min-available=1"],
    want: `error: couldn't parse the selector string "a=(": unable to parse requirement: found '(', expected: identifier\n`,
  },
  { name: 'a Job is made of a CronJob alone', lines: ['kubectl apply -f web.yaml', 'kubectl create job j --from=deployment/web'], want: 'error: unknown object type *v1.Deployment\n' },
  {
    name: 'objects without a namespace are warned of where one is named', lines: ['kubectl delete node node-1 -n default --dry-run=client'],
    want: 'node "node-1" deleted (dry run)\nWarning: deleting cluster-scoped resources, not scoped to the provided namespace\n',
  },
  { name: 'a kind of which a new cluster holds nothing is empty', lines: ['kubectl get crd'], want: 'No resources found\n' },
  {
    name: 'a group of the API tells its versions', lines: ['kubectl get --raw /apis/autoscaling'],
    want: '{"kind":"APIGroup","apiVersion":"v1","name":"autoscaling","versions":[{"groupVersion":"autoscaling/v2","version":"v2"},{"groupVersion":"autoscaling/v1","version":"v1"}],"preferredVersion":{"groupVersion":"autoscaling/v2","version":"v2"}}\n',
  },
  {
    name: 'a resource of the API tells how it is kept',
    lines: ['kubectl get --raw /api/v1 | grep -o \'"name":"pods","singularName":"pod","namespaced":true,"kind":"Pod".*"storageVersionHash":"xPOwRZ+Yhw8="\' | grep -c pods'],
    want: '1\n',
  },
  { name: 'who measures nothing serves no metrics', lines: ['kubectl get podmetrics'], want: `error: the server doesn't have a resource type "podmetrics"\n` },
  { name: 'a file is sent to a path as it is', lines: ['kubectl create --raw /api/v1/namespaces/default/configmaps -f raw.json', 'kubectl get cm raw -o name'], want: 'configmap/raw\n' },
  {
    name: 'a column that goes beyond a list fails under its heading',
    lines: ['kubectl apply -f web.yaml', 'kubectl get deploy web -o custom-columns=A:.metadata.name,B:.spec.template.spec.containers[1].name'],
    want: 'A     B\nerror: array index out of bounds: index 1, length 1\n',
  },
  {
    name: 'a cascade that is a truth value is told of', lines: ['kubectl apply -f cm.yaml', 'kubectl delete cm cm --cascade=true'],
    want: 'configmap "cm" deleted from default namespace\nwarning: --cascade=true is deprecated (boolean value) and can be replaced with --cascade=background.\n',
  },
  { name: 'some verbs are there for a few resources', lines: ['kubectl create role x --verb=bind --resource=pods'], want: "error: can not perform 'bind' on 'pods' in group ''\n" },
  { name: '--selector of expose chooses the Pods', lines: ['kubectl apply -f web.yaml', "kubectl expose deployment web --port=80 --selector=a=b --dry-run=client -o jsonpath='{.spec.selector}'"], want: '{"a":"b"}' },
  {
    name: 'a token is short-lived, but not too short', lines: ['kubectl create token default --duration=1m'],
    want: 'error: failed to create token: TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes\n',
  },
  {
    name: 'copying says that the archive has no slash in front',
    lines: ['kubectl run b --image=busybox:1.36 -- sleep 60', 'kubectl wait --for=condition=Ready pod/b', 'kubectl cp b:/etc/hostname name.txt'],
    want: "tar: removing leading '/' from member names\n",
  },
  {
    name: 'setting is for all that are named or for none',
    lines: ['kubectl apply -f web.yaml', 'kubectl set image deploy/web deploy/nobody web=nginx:1.26', "kubectl get deploy web -o jsonpath='{.spec.template.spec.containers[0].image}'"],
    want: 'nginx:1.27',
  },
  {
    name: 'containers that are not there do not keep the others from a new image',
    lines: ['kubectl apply -f web.yaml', 'kubectl set image deploy/web web=nginx:1.26 nope=x'],
    want: 'deployment.apps/web image updated\nerror: unable to find container named "nope"\n',
  },
  {
    name: 'what has no Pods is named where an image is set', lines: ['kubectl apply -f cm.yaml', 'kubectl set image cm/cm a=b'],
    want: 'error: configmaps/cm the object is not a pod or does not have a pod template: *v1.ConfigMap\n',
  },
  {
    name: 'a service account is set again without a word less',
    lines: ['kubectl apply -f web.yaml', 'kubectl set sa deploy/web robot', 'kubectl set sa deploy/web robot'], want: 'deployment.apps/web serviceaccount updated\n',
  },
  {
    name: 'references are followed with --resolve',
    lines: ['kubectl apply -f web.yaml -f cm.yaml', 'kubectl set env deploy/web --from=cm/cm', 'kubectl set env deploy/web --list --resolve'],
    want: '# Deployment web, container web\nA=1\n',
  },
  { name: 'a key that is renamed is told of', lines: ['kubectl apply -f web.yaml -f cm.yaml', 'kubectl set env deploy/web --from=cm/cm'], want: 'deployment.apps/web env updated\nWarning: key a transferred to A\n' },
  { name: 'a Service is given pairs alone', lines: ["kubectl set selector svc/kubernetes 'a in (b)'"], want: 'error: match expression [{a In [b]}] not supported on this object\n' },
  {
    name: 'undoing goes back to the template before',
    lines: [
      'kubectl apply -f agent.yaml', 'kubectl rollout status ds/agent', 'kubectl set image ds/agent a=busybox:1.37', 'kubectl rollout status ds/agent',
      'kubectl rollout undo ds/agent', "kubectl get ds agent -o jsonpath='{.spec.template.spec.containers[*].image}'",
    ],
    want: 'busybox:1.36',
  },
  { name: 'a context is changed by name or as the one in use', lines: ['kubectl config set-context a --current'], want: 'error: you cannot specify both a context name and --current\n' },
  {
    name: 'a cluster is checked or trusted, not both', lines: ['kubectl config set-cluster c --certificate-authority=x --insecure-skip-tls-verify=true'],
    want: 'error: you cannot specify a certificate authority and insecure mode at the same time\n',
  },
  {
    name: 'a user shows one credential', lines: ['kubectl config set-credentials me --token=a --username=b'],
    want: 'error: you cannot specify more than one authentication method at the same time: --token, --username/--password\n',
  },
  {
    name: 'an autoscaler tells how it may move', lines: ['kubectl apply -f hpa.yaml', "kubectl describe hpa h | grep -A2 'Scale Down'"],
    want: '  Scale Down:\n    Stabilization Window: 60 seconds\n    Select Policy: Max\n',
  },
  { name: 'what has no name is not asked for', lines: ['kubectl apply -f noname.yaml'], want: 'error: error when retrieving current configuration of:\nResource: "/v1, Resource=configmaps", GroupVersionKind: "/v1, Kind=ConfigMap"\nName: "", Namespace: "default"\nfrom server for: "noname.yaml": resource name may not be empty\n' },
  { name: 'nodes and Pods can be debugged, nothing else', lines: ['kubectl apply -f cm.yaml', 'kubectl debug configmap/cm --image=busybox:1.36'], want: 'error: "/v1, Kind=ConfigMap" not supported by debug\n' },
  { name: 'what is not here says so whatever follows', lines: ['kubectl proxy --port=8001'], want: 'error: proxy is not part of this sandbox; kubectl get --raw asks the API server directly\n' },
];
describe('kubectl', () => test.each(cases)('$name', ({ lines, want }) => expect(last(...lines)).toBe(want)));

test('what an administrator may do, in the order in which kubectl sorts rules', () =>
  expect(last('kubectl auth can-i --list').split('\n').slice(0, 6).map((line) => line.trimEnd().split(/ {2,}/).join('|'))).toEqual([
    'Resources|Non-Resource URLs|Resource Names|Verbs', '*.*|[]|[]|[*]', '|[*]|[]|[*]',
    'selfsubjectreviews.authentication.k8s.io|[]|[]|[create]', 'selfsubjectaccessreviews.authorization.k8s.io|[]|[]|[create]', 'selfsubjectrulesreviews.authorization.k8s.io|[]|[]|[create]',
  ]));
