/** What kubectl v1.37 itself printed, asked the same of the same cluster. */
import { describe, expect, test } from 'vitest';
import { createSimulation } from '../cluster/engine/index.ts';
import { recordingCluster } from '../cluster/engine/presets.ts';
import { simTime } from '../model/time.ts';
import { drive, runCommandLine } from './index.ts';

const map = (metadata: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {${metadata}}\n`;
const pod = (name: string, labels: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {${labels}}}\nspec: {containers: [{name: main, image: "busybox:1.36", command: [sleep, "3600"]}]}\n`;
const WEB = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "nginx:1.27"}]}}}\n';
const files = new Map([
  ['may.json', '{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"list","resource":"pods"}}}'],
  ['db.yaml', 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {serviceName: db, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: "nginx:1.27"}]}}}\n'],
  ['web.yaml', WEB],
  ['pods.yaml', [pod('c', 't: "10"'), pod('a', 't: "9"'), pod('b', 'x: z')].join('---\n')],
  ['bool.yaml', map('name: x, labels: {a: true}')], ['number.yaml', map('name: 5')], ['owner.yaml', map('name: x, ownerReferences: [{name: 5}]')], ['half.yaml', map('name: x, generation: 1.5')],
  ['text.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: x\n'], ['nothing.yaml', 'a: b\n'], ['kindless.yaml', 'apiVersion: v1\nmetadata: {name: x}\n'], ['five.yaml', 'apiVersion: v1\nkind: 5\n'],
  ['slashes.yaml', 'apiVersion: a/b/c\nkind: Pod\nmetadata: {name: x}\n'], ['list.yaml', '[1]\n'],
  ['comma.json', '{"apiVersion":"v1" "kind":"ConfigMap"}'], ['cut.json', '{"apiVersion":"v1","kind":"Conf'], ['two.json', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b"}}'],
  ['field.yaml', `${map('name: u')}datas: {a: b}\n`],
  ['mixed.yaml', [map('name: one'), 'apiVersion: v1\nkind: Podd\nmetadata: {name: x}\n', map('name: two')].join('---\n')],
  ['volume.yaml', 'apiVersion: v1\nkind: PersistentVolume\nmetadata: {name: v}\nspec: {capacity: {storage: 5Gi}, accessModes: [ReadWriteMany], csi: {driver: d.example.com, volumeHandle: h, fsType: ext4, volumeAttributes: {k: v}}}\n'],
  ['role.yaml', 'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules: [{apiGroups: ["*"], resources: ["*"], verbs: [list]}, {apiGroups: [""], resources: [pods], verbs: [get]}, {nonResourceURLs: [/x], verbs: [post, get]}]\n'],
]);

/** What the last of these lines prints, in a fresh cluster. */
function last(lines: readonly string[]): string {
  const simulation = createSimulation(recordingCluster(['node-1']));
  simulation.advance(simTime(20_000));
  const disk = new Map(files);
  let said = '';
  for (const line of lines) {
    const { stdout, stderr } = drive(simulation, runCommandLine(line, {}), { files: disk, maxMs: 60_000 });
    said = stdout + stderr;
    simulation.advance(simTime(simulation.now + 150));
  }
  return said;
}

const validating = (file: string, why: string): string => `error: error validating "${file}": error validating data: ${why}; if you choose to ignore these errors, turn validation off with --validate=false\n`;
const undecodable = (file: string, why: string): string => `error: unable to decode "${file}": json: cannot unmarshal ${why}\n`;

const cases: readonly (readonly [name: string, lines: readonly string[], want: string])[] = [
  ['a label is a text', ['kubectl apply -f bool.yaml'], undecodable('bool.yaml', 'bool into Go struct field ObjectMeta.metadata.labels of type string')],
  ['a name is a text, for deleting, too', ['kubectl delete -f number.yaml'], undecodable('number.yaml', 'number into Go struct field ObjectMeta.metadata.name of type string')],
  ['an owner has a name', ['kubectl create -f owner.yaml'], undecodable('owner.yaml', 'number into Go struct field OwnerReference.metadata.ownerReferences.name of type string')],
  ['a generation is whole', ['kubectl apply -f half.yaml'], undecodable('half.yaml', 'number 1.5 into Go struct field ObjectMeta.metadata.generation of type int64')],
  ['metadata is a map', ['kubectl apply -f text.yaml'], undecodable('text.yaml', 'string into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta')],
  ['a manifest has a version and a kind', ['kubectl apply -f nothing.yaml'], validating('nothing.yaml', '[apiVersion not set, kind not set]')],
  ['a manifest has a kind', ['kubectl create -f kindless.yaml'], validating('kindless.yaml', 'kind not set')],
  ['a kind is a text', ['kubectl replace -f five.yaml'], validating('five.yaml', "kind isn't string type")],
  ['a version has one slash', ['kubectl apply -f slashes.yaml'], validating('slashes.yaml', 'unexpected GroupVersion string: a/b/c')],
  ['what is not checked is still decoded', ['kubectl delete -f nothing.yaml'], `error: unable to decode "nothing.yaml": Object 'Kind' is missing in '{"a":"b"}'\n`],
  ['a list is no manifest', ['kubectl delete -f list.yaml'], undecodable('list.yaml', 'array into Go value of type unstructured.detector')],
  ['JSON is told by its bytes', ['kubectl apply -f comma.json'], `error: error parsing comma.json: json: offset 20: invalid character '"' after object key:value pair\n`],
  ['JSON ends too soon', ['kubectl apply -f cut.json'], 'error: error parsing cut.json: unexpected EOF\n'],
  ['JSON objects one after another', ['kubectl apply -f two.json'], 'configmap/a created\nconfigmap/b created\n'],
  [
    'what cannot be read is told after what was done', ['kubectl delete -f mixed.yaml'],
    'Error from server (NotFound): error when deleting "mixed.yaml": configmaps "one" not found\nError from server (NotFound): error when deleting "mixed.yaml": configmaps "two" not found\n'
    + 'resource mapping not found for name: "x" namespace: "" from "mixed.yaml": no matches for kind "Podd" in version "v1"\nensure CRDs are installed first\n',
  ],
  ['a replacement is checked before it is missed', ['kubectl replace -f field.yaml'], 'Error from server (BadRequest): error when replacing "field.yaml": ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "datas"\n'],
  ['a namespace that is not there is told instead of the Pod', ['kubectl get pod one -n nope'], 'Error from server (NotFound): namespaces "nope" not found\n'],
  ['a table that cannot be sorted is left out', ['kubectl apply -f pods.yaml', 'kubectl get pods --sort-by=.nothing'], 'No resources found in default namespace.\n'],
  ['several answers have no name to be sorted by', ['kubectl apply -f pods.yaml', 'kubectl get pod c a --sort-by=.metadata.name'], 'error: couldn\'t find any field with path "{.metadata.name}" in the list of objects\n'],
  ['quantities are sorted as quantities, what lacks one comes first', ['kubectl apply -f pods.yaml', 'kubectl get pods -o name --sort-by=.metadata.labels.t'], 'pod/b\npod/a\npod/c\n'],
  ['a node with a taint in a dry run', ['kubectl taint node node-1 a=b:NoSchedule --dry-run=client'], 'node/node-1 tainted\n'],
  ['a taint names its kind apart', ['kubectl taint node/node-1 a=b:NoSchedule'], 'the server doesn\'t have a resource type "node/node-1"\n'],
  [
    'a Pod of nobody is not drained', ['kubectl apply -f pods.yaml', 'kubectl drain node-1 2>&1 | tail -n 1'],
    'cannot delete Pods that declare no controller (use --force to override): default/a, default/b, default/c\n',
  ],
  ['a Pod needs an image', ['kubectl run web'], 'error: required flag(s) "image" not set\n'],
  ['a target port has a range', ['kubectl create service clusterip s --tcp=80:99999'], 'error: must be between 1 and 65535, inclusive\n'],
  ['all resources are those of the core group', ["kubectl create role r --verb=get --resource='*' --dry-run=client -o jsonpath='{.rules[0].apiGroups}'"], '[""]'],
  ['labels are listed as they would be', ['kubectl apply -f pods.yaml', 'kubectl label pod b --list x=z --overwrite'], 'x=z\n'],
  ['only workloads are scaled', ['kubectl autoscale service kubernetes --max=2'], 'error: cannot autoscale a Service: could not find scale subresource for /v1, Resource=services in discovery information\n'],
  [
    'an object that never met a server', ['kubectl set image -f web.yaml web=nginx:9 --local -o yaml'],
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  strategy: {}\n  template:\n    metadata:\n      labels:\n        app: web\n'
    + '    spec:\n      containers:\n      - image: nginx:9\n        name: web\n        resources: {}\nstatus: {}\n',
  ],
  ['all is chosen, or by fields', ['kubectl delete cm --all --field-selector metadata.name=x'], "error: setting 'all' parameter but found a non empty selector. \n"],
  ['one thing is watched', ['kubectl apply -f pods.yaml', 'kubectl get pod a b --watch-only'], 'error: you may only watch a single resource or type of resource at a time\n'],
  ['a patch says nothing of a dry run', ['kubectl apply -f pods.yaml', "kubectl patch pod b -p '{\"metadata\":{\"labels\":{\"q\":\"s\"}}}' --dry-run=client"], 'pod/b patched\n'],
  ['an editor that fails', ['kubectl apply -f pods.yaml', 'KUBE_EDITOR=false kubectl edit pod b'], 'error: there was a problem with the editor "false"\n'],
  ['what was never applied is passed over', ['kubectl apply view-last-applied service kubernetes'], ''],
  ['a file or a kustomization', ['kubectl apply -f pods.yaml -k .'], 'error: only one of -f or -k can be specified\n'],
  ['a difference keeps its exit code', ['kubectl diff --nope 2>/dev/null || kubectl diff --nope'], "error: unknown flag: --nope\nSee 'kubectl diff -h' for help and examples\n"],
  ['a StatefulSet is always partitioned', ['kubectl apply -f db.yaml', 'kubectl rollout status sts/db | tail -n 1'], 'partitioned roll out complete: 1 new pods have been updated...\n'],
  ['a kubeconfig that is not there is empty', ['kubectl config view --kubeconfig=/nowhere'], 'apiVersion: v1\nclusters: null\ncontexts: null\ncurrent-context: ""\nkind: Config\nusers: null\n'],
  ['a cluster that is not there', ['kubectl get pods --cluster=nope'], 'error: no server found for cluster "nope"\n'],
  ['a file that is exposed need not be there', ['kubectl expose -f web.yaml --port=80 --dry-run=client -o name'], 'service/web\n'],
  ['all are deleted before the first is made again', ['kubectl create -f two.json', 'kubectl replace --force -f two.json'], 'configmap "a" deleted from default namespace\nconfigmap "b" deleted from default namespace\nconfigmap/a replaced\nconfigmap/b replaced\n'],
  ['one file that lacks an object shows none', ['kubectl create configmap a', 'kubectl get -f two.json -o name'], 'Error from server (NotFound): configmaps "b" not found\n'],
  ['all and a selector are waited for together', ['kubectl apply -f pods.yaml', 'kubectl wait --for=condition=Ready pods --all -l x=z'], 'pod/b condition met\n'],
  ['a question may come as a file, sent as it is', [`kubectl create --raw /apis/authorization.k8s.io/v1/selfsubjectaccessreviews -f may.json | grep -o '"allowed":[a-z]*'`], '"allowed":true\n'],
  ['templates escape', [`kubectl get ns default -o go-template='{{html "<a>"}} {{js "a<b"}} {{urlquery "a b"}} {{slice .metadata.name 0 2}}'`], '&lt;a&gt; a\\u003Cb a+b de'],
  ['a path knows no patterns', ["kubectl get ns -o jsonpath='{.items[?(@.kind=~\"x\")]}'"], 'error: error parsing jsonpath {.items[?(@.kind=~"x")]}, unrecognized character in action: U+007E \'~\'\n'],
  ['an image in a debugger', ['kubectl apply -f pods.yaml', 'kubectl debug b --image=BAD'], 'error: invalid image name "BAD": invalid reference format\n'],
  [
    'the source of a volume', ['kubectl apply -f volume.yaml', "kubectl describe pv v | sed -n '/Source:/,$p'"],
    'Source:\n    Type:              CSI (a Container Storage Interface (CSI) volume source)\n    Driver:            d.example.com\n    FSType:            ext4\n    VolumeHandle:      h\n'
    + '    ReadOnly:          false\n    VolumeAttributes:      k=v\nEvents:                <none>\n',
  ],
  [
    'rules in the order of their words, a path for each verb', ['kubectl apply -f role.yaml', "kubectl describe clusterrole r | tail -n 4"],
    '             [/x]               []              [get]\n  pods       []                 []              [get]\n  *.*        []                 []              [list]\n             [/x]               []              [post]\n',
  ],
];
describe('kubectl', () => test.each(cases)('%s', (_, lines, want) => expect(last(lines)).toBe(want)));
