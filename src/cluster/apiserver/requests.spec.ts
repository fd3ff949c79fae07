/** What the API server says of requests that are no good, before it looks at the object. Words from kube-apiserver v1.37. */
import { describe, expect, test } from 'vitest';
import { askIn, freshServer, said } from '../../testing/api-server.ts';
import type { ApiRequest } from '../contract/api.ts';

const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { app: 'web' } }, spec: { containers: [{ name: 'app', image: 'nginx:1.27' }, { name: 'log', image: 'busybox:1.36' }] } };
const yaml = (text: string): ApiRequest['body'] => ({ text, contentType: 'application/yaml' });
const json = (text: string): ApiRequest['body'] => ({ text, contentType: 'application/json' });
const server = (): ReturnType<typeof askIn> => {
  const ask = askIn(freshServer());
  ask('create', 'pods', { body: POD });
  return ask;
};
const WEB = { name: 'web' };

describe('a JSON patch', () => {
  const cases: readonly (readonly [name: string, body: unknown, says: string | RegExp])[] = [
    ['is a list', { op: 'add' }, '400 error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'],
    ['is a list of operations', [5], '400 error decoding patch: json: cannot unmarshal number into Go value of type handlers.jsonPatchOp'],
    ['has texts for paths', [{ op: 'add', path: 5 }], '400 error decoding patch: json: cannot unmarshal number into Go struct field jsonPatchOp.path of type string'],
    ['has no other fields', [{ op: 'add', path: '/metadata/labels/a', value: 'b', note: 1 }], /strict decoding error: json patch unknown field "\[0\]\.note"$/],
    ['says each field once', json('[{"op":"add","op":"remove","path":"/metadata/labels/app"}]'), /strict decoding error: json patch duplicate field "\[0\]\.op"$/],
    [
      'has ten thousand operations at most', Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/kind', value: 'Pod' })),
      '413 Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
    ],
    ['needs a path', [{ op: 'remove' }], '422 the server rejected our request due to an error in our request'],
    ['has paths that begin with a slash', [{ op: 'copy', from: '', path: '/metadata/labels/b' }], '422 the server rejected our request due to an error in our request'],
    ['of nothing changes nothing', json('null'), '200'],
    ['may count from the end', [{ op: 'replace', path: '/spec/containers/-1/image', value: 'busybox:1.37' }], '200'],
    ['may replace what is not there', [{ op: 'replace', path: '/metadata/labels/new', value: 'b' }], '200'],
    ['may not remove what is not there', [{ op: 'remove', path: '/metadata/labels/new' }], '422 the server rejected our request due to an error in our request'],
  ];
  for (const [name, body, says] of cases) test(name, () => {
    const answer = said(server()('patch', 'pods', { ...WEB, patchType: 'json', body }));
    if (typeof says === 'string') expect(answer).toBe(says);
    else expect(answer).toMatch(says);
  });
});

describe('a strategic patch with an order of its items', () => {
  const cases: readonly (readonly [name: string, containers: unknown, order: unknown, says: string | RegExp])[] = [
    ['may delete what the order leaves out', [{ name: 'log', $patch: 'delete' }], [{ name: 'app' }], /^422 .*pod updates may not add or remove containers$/],
    ['takes no directive that the order leaves out', [{ name: 'app' }, { $patch: 'foo' }], [{ name: 'app' }], /^500 The order in patch list:/],
    ['names the merge key in the order, too', [{ name: 'app' }], [{ image: 'nginx' }], '500 map: map[image:nginx] does not contain declared merge key: name'],
  ];
  for (const [name, containers, order, says] of cases) test(name, () => {
    const answer = said(server()('patch', 'pods', { ...WEB, patchType: 'strategic', body: { spec: { containers, '$setElementOrder/containers': order } } }));
    if (typeof says === 'string') expect(answer).toBe(says);
    else expect(answer).toMatch(says);
  });
  test('needs a field that the type has, and items', () => {
    const patch = (spec: object): string => said(server()('patch', 'pods', { ...WEB, patchType: 'strategic', body: { spec } }));
    expect(patch({ '$setElementOrder/pods': [{ name: 'a' }] })).toBe('500 unable to find api field in struct PodSpec for the json field "pods"');
    expect(patch({ hostAliases: [], '$setElementOrder/hostAliases': [{ ip: '10.0.0.1' }] })).toBe('500 no elements in any of the given slices');
  });
});

describe('a body whose values are of wrong types', () => {
  const create = (spec: object, meta: object = {}): string => said(askIn(freshServer())('create', 'pods', { body: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', ...meta }, spec } }));
  test('is told of the first of them, but rather of a quantity, which ends the reading', () => {
    const container = { name: 5, image: 'nginx', resources: { limits: { cpu: 'much' } } };
    expect(create({ containers: [container] })).toContain('quantities must match the regular expression');
    expect(create({ containers: [{ ...container, resources: {} }] })).toContain('cannot unmarshal number into Go struct field Container.spec.containers.name of type string');
  });
  test('names the volume whose claim would have no good name', () => {
    const volume = { name: 'data', ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } } };
    const name = 'a'.repeat(250);
    expect(create({ containers: [{ name: 'app', image: 'nginx' }], volumes: [volume] }, { name })).toContain(`spec.volumes[0].name: Invalid value: "data": PVC name "${name}-data": must be no more than 253`);
  });
});

describe('a patch', () => {
  test('that is no map is refused, a merge patch with a heading before the words', () => {
    expect(said(server()('patch', 'pods', { ...WEB, patchType: 'merge', body: json('[]') }))).toBe('400 error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}');
    expect(said(server()('patch', 'pods', { ...WEB, patchType: 'strategic', body: json('true') }))).toBe('400 json: cannot unmarshal bool into Go value of type map[string]interface {}');
  });
  test('of null is no merge patch, but a strategic one that changes nothing', () => {
    expect(said(server()('patch', 'pods', { ...WEB, patchType: 'merge', body: json('null') }))).toBe('400 Invalid JSON Patch');
    expect(said(server()('patch', 'pods', { ...WEB, patchType: 'strategic', body: json('null') }))).toBe('200');
  });
  test('may not change the uid: it is a field like any other there, not a precondition', () => {
    expect(said(server()('patch', 'pods', { ...WEB, patchType: 'merge', body: { metadata: { uid: 'x' } } }))).toBe('422 Pod "web" is invalid: metadata.uid: Invalid value: "x": field is immutable');
  });
  test('is not forced, only applied', () => {
    expect(said(server()('patch', 'pods', { ...WEB, patchType: 'merge', body: {}, options: { force: true } }))).toBe(
      '422 PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    );
  });
});

describe('the options of a write', () => {
  test('name a field manager of at most 128 printable characters', () => {
    expect(said(server()('create', 'pods', { body: POD, options: { fieldManager: 'x'.repeat(129) } }))).toBe('422 CreateOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes');
    expect(said(server()('create', 'pods', { body: POD, options: { fieldManager: 'a\u0007b' } }))).toBe(
      '422 CreateOptions.meta.k8s.io "" is invalid: fieldManager: Invalid value: "a\\ab": invalid character U+0007 (at position 1)',
    );
  });
  test('know three ways of looking at fields', () => {
    expect(said(server()('create', 'pods', { body: POD, options: { fieldValidation: 'strict' as 'Strict' } }))).toBe(
      '422 CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "strict": supported values: "", "Ignore", "Strict", "Warn"',
    );
  });
  test('know three ways of deleting', () => {
    expect(said(server()('delete', 'pods', { ...WEB, options: { propagationPolicy: 'foreground' as 'Foreground' } }))).toBe(
      '422 DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "foreground": supported values: "Foreground", "Background", "Orphan", "nil"',
    );
  });
});

describe('the form of a body', () => {
  const text = JSON.stringify({ ...POD, metadata: { name: 'other' } });
  const send = (contentType: string): string => said(server()('create', 'pods', { body: { text, contentType } }));
  test('is JSON where nothing is said, and may name its letters', () => {
    expect(send('')).toBe('201');
    expect(send('application/json; charset=utf-8')).toBe('201');
  });
  test('is refused where the server does not read it', () => {
    expect(send('text/plain')).toBe('415 the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf');
  });
  test('is told of unknown fields as Go quotes them', () => {
    expect(said(server()('create', 'pods', { body: { ...POD, 'a"b\t': 1 } as never }))).toContain(String.raw`strict decoding error: unknown field "a\"b\t"`);
  });
  test('each key that stands twice in YAML is a warning of its own', () => {
    const twice = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: other\nspec:\n  containers:\n  - name: app\n    image: a\n    image: b\n    tty: true\n    tty: false\n';
    expect(server()('create', 'pods', { body: yaml(twice), options: { fieldValidation: 'Warn' } }).warnings).toEqual(['line 9: key "image" already set in map', 'line 11: key "tty" already set in map']);
  });
});

describe('server-side apply', () => {
  const apply = (text: string, options: ApiRequest['options'] = {}): ReturnType<ReturnType<typeof askIn>> => server()(
    'patch', 'pods', { name: 'other', patchType: 'apply', body: yaml(text), options: { fieldManager: 'me', ...options } },
  );
  const manifest = (extra = '', meta = ''): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: other\n${meta}spec:\n  containers:\n  - name: app\n    image: nginx:1.27\n${extra}`;
  const cases = [
    ['keys that stand twice are refused', manifest('    image: b\n'), '400 error strict decoding patch: error converting YAML to JSON: yaml: unmarshal errors:\n  line 9: key "image" already set in map'],
    ['a list is no configuration', '[]', '400 error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['an object that is not there has no uid', manifest('', '  uid: abc\n'), '409 Operation cannot be fulfilled on pods "other": uid mismatch: the provided object specified uid abc, and no existing object was found'],
    [
      'a quantity has to be one', manifest('    resources: {limits: {cpu: x}}\n'),
      "500 failed to convert new object (/other; /v1, Kind=Pod) to proper version: unable to convert unstructured object to /v1, Kind=Pod: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    ['broken JSON is read as YAML', '{"apiVersion":"v1",', '400 error decoding patch: error converting YAML to JSON: yaml: line 1: did not find expected node content'],
  ] as const;
  for (const [name, text, says] of cases) test(name, () => expect(said(apply(text))).toBe(says));
  test('what is only warned about is warned about line by line', () => {
    expect(apply(manifest('    image: b\n'), { fieldValidation: 'Warn' }).warnings).toEqual(['line 9: key "image" already set in map']);
  });
});

describe('an update', () => {
  test('is held to the rules of finalizers that a creation is held to', () => {
    expect(
      said(server()('patch', 'pods', { ...WEB, patchType: 'merge', body: { metadata: { finalizers: ['example.com/'] } } })),
    ).toMatch(/^422 Pod "web" is invalid: \[metadata\.finalizers: Invalid value: "example\.com\/": name part must be non-empty, /);
  });
});

describe('subresources', () => {
  const post = (resource: string, subresource: string, body: unknown, name = 'web'): string => said(server()('create', resource, { name, subresource, body }));
  test('a binding names a node', () => {
    expect(post('pods', 'binding', { apiVersion: 'v1', kind: 'Binding', metadata: WEB, target: { kind: 'Node' } })).toBe('500 target.name: Required value');
    expect(post('pods', 'binding', { apiVersion: 'v1', kind: 'Binding', metadata: WEB, target: { kind: 'Pod', name: 'a' } })).toBe('500 target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"');
  });
  test('a binding and an eviction name their Pod twice', () => {
    expect(post('pods', 'binding', { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'b' }, target: { name: 'a' } })).toBe('400 name in URL does not match name in Binding object');
    expect(post('pods', 'eviction', {})).toBe('400 name in URL does not match name in Eviction object');
  });
  test('an eviction has only the fields of its kind', () => {
    expect(post('pods', 'eviction', { apiVersion: 'policy/v1', kind: 'Eviction', metadata: WEB, grace: 1 })).toBe(
      '400 Eviction in version "v1" cannot be handled as a Eviction: strict decoding error: unknown field "grace"',
    );
  });
  test('a token lives for ten minutes at least', () => {
    const token = (spec: object, name = 'default'): string => post('serviceaccounts', 'token', { spec }, name);
    expect(token({})).toBe('201');
    expect(token({ expirationSeconds: 60 })).toBe('422 TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes');
    expect(token({}, 'nobody')).toBe('404 serviceaccounts "nobody" not found');
    expect(token({ boundObjectRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } })).toBe('400 cannot bind token to object of type apps/v1, Kind=Deployment');
  });
});

describe('node ports', () => {
  const service = (...ports: readonly object[]): string => said(server()('create', 'services', { body: { apiVersion: 'v1', kind: 'Service', metadata: WEB, spec: { type: 'NodePort', ports } } }));
  test('two ports of a Service may not ask for the same one', () => {
    expect(service({ name: 'a', port: 80, nodePort: 30001 }, { name: 'b', port: 81, nodePort: 30001 })).toBe(
      '422 Service "web" is invalid: spec.ports[1].nodePort: Invalid value: 30001: provided port is already allocated',
    );
  });
  test('two protocols of a port may', () => {
    expect(service({ name: 'a', port: 53, nodePort: 30053 }, { name: 'b', port: 53, protocol: 'UDP', nodePort: 30053 })).toBe('201');
  });
});

describe('who asks', () => {
  const token = (ask: ReturnType<typeof askIn>): string => (ask('create', 'serviceaccounts', { name: 'default', subresource: 'token', body: {} }).body as unknown as { status: { token: string } }).status.token;
  test('a token names the account that it was made for', () => {
    const ask = server();
    expect(said(ask('list', 'pods', { token: token(ask) }))).toBe('403 pods is forbidden: User "system:serviceaccount:default:default" cannot list resource "pods" in API group "" in the namespace "default"');
  });
  test('a token that names nobody opens nothing, and neither does one whose account is gone', () => {
    const ask = server();
    const mine = token(ask);
    expect(said(ask('list', 'pods', { token: 'abc' }))).toBe('401 Unauthorized');
    ask('delete', 'serviceaccounts', { name: 'default' });
    expect(said(ask('list', 'pods', { token: mine }))).toBe('401 Unauthorized');
  });
  test('a name of a component does not open the back door: what comes from outside is validated', () => {
    const ask = server();
    const broken = { ...POD, spec: { ...POD.spec, restartPolicy: 'Sometimes' } };
    const user = { name: 'system:kube-scheduler', groups: ['system:authenticated'] };
    expect(said(ask('update', 'pods', { ...WEB, user, outside: true, body: broken }))).toMatch(/^422 Pod "web" is invalid: spec\.restartPolicy: Unsupported value: "Sometimes"|^422 Pod "web" is invalid/);
  });
});

describe('one address and a list of them', () => {
  test('are one field: the list is filled in, and an old client\'s word counts', () => {
    const ask = server();
    const node = ask('create', 'nodes', { body: { apiVersion: 'v1', kind: 'Node', metadata: { name: 'a' }, spec: { podCIDR: '10.244.0.0/24' } } });
    expect((node.body as unknown as { spec: object }).spec).toMatchObject({ podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] });
    expect(said(ask('patch', 'nodes', { name: 'a', patchType: 'merge', body: { spec: { podCIDR: '10.244.1.0/24' } } }))).toBe(
      '422 Node "a" is invalid: spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    );
    const pod = ask('patch', 'pods', { ...WEB, subresource: 'status', patchType: 'merge', body: { status: { podIP: '10.244.0.5' } } });
    expect((pod.body as unknown as { status: object }).status).toMatchObject({ podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }] });
  });
});

describe('an autoscaler in its old version', () => {
  const V1 = {
    apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' },
    spec: { maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, targetCPUUtilizationPercentage: 60 },
  };
  const resource = 'horizontalpodautoscalers.autoscaling';
  const specOf = (answer: { body: unknown }): unknown => (answer.body as { spec: unknown }).spec;
  test('is the same autoscaler: a share of the CPU is a metric', () => {
    const ask = server();
    expect(specOf(ask('create', resource, { apiVersion: 'autoscaling/v1', body: V1 }))).toMatchObject({ minReplicas: 1, targetCPUUtilizationPercentage: 60 });
    expect(specOf(ask('get', resource, { name: 'web' }))).toMatchObject({ metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }] });
  });
  test('keeps what it has no fields for', () => {
    const ask = server();
    const memory = { type: 'Resource', resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 70 } } };
    const { targetCPUUtilizationPercentage: _, ...spec } = V1.spec;
    ask('create', resource, { body: { ...V1, apiVersion: 'autoscaling/v2', spec: { ...spec, metrics: [memory] } } });
    const old = ask('get', resource, { apiVersion: 'autoscaling/v1', name: 'web' });
    expect(ask('update', resource, { apiVersion: 'autoscaling/v1', name: 'web', body: old.body }).code).toBe(200);
    expect(specOf(ask('get', resource, { name: 'web' }))).toMatchObject({ metrics: [memory] });
  });
});

describe('an attachment that describes its volume itself', () => {
  const attach = (inlineVolumeSpec: object): string => said(
    server()(
      'create', 'volumeattachments.storage.k8s.io',
      { namespace: '', body: { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', metadata: { name: 'a' }, spec: { attacher: 'example.com', nodeName: 'n', source: { inlineVolumeSpec } } } },
    ),
  );
  const csi = { driver: 'example.com', volumeHandle: 'v' };
  test('names a driver and its modes, and nothing that a claim or a class would decide', () => {
    expect(attach({ accessModes: ['ReadWriteOnce'], csi })).toBe('201');
    expect(attach({ accessModes: ['ReadWriteOnce'], csi, storageClassName: 'fast' })).toBe(
      '422 VolumeAttachment.storage.k8s.io "a" is invalid: spec.source.inlineVolumeSpec.storageClassName: Forbidden: may not be specified in the context of inline volumes',
    );
    expect(attach({ accessModes: ['ReadWriteOnce'], csi, capacity: { storage: '1Gi' } })).toBe(
      '422 VolumeAttachment.storage.k8s.io "a" is invalid: spec.source.inlineVolumeSpec.capacity: Forbidden: may not be specified in the context of inline volumes',
    );
    expect(attach({ accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } })).toBe(
      '422 VolumeAttachment.storage.k8s.io "a" is invalid: spec.source.inlineVolumeSpec.csi: Required value: has to be specified in the context of inline volumes',
    );
  });
});
