import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../../model/objects.ts';
import { validateCreate, validateUpdate } from '../index.ts';

type Fields = Record<string, unknown>;
const container = (rest: Fields = {}): Fields => ({ name: 'app', image: 'nginx', imagePullPolicy: 'Always', terminationMessagePath: '/dev/termination-log', terminationMessagePolicy: 'File', resources: {}, ...rest });
/** A Pod past defaulting. */
const pod = (spec: Fields = {}, meta: Fields = {}): KubeObject => ({
  apiVersion: 'v1', kind: 'Pod',
  metadata: { name: 'web', namespace: 'default', uid: '1', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', ...meta },
  spec: {
    restartPolicy: 'Always', terminationGracePeriodSeconds: 30, dnsPolicy: 'ClusterFirst', schedulerName: 'default-scheduler', securityContext: {},
    serviceAccountName: 'default', serviceAccount: 'default', containers: [container()], ...spec,
  },
  status: { phase: 'Pending', qosClass: 'BestEffort' },
});
const told = (errors: readonly { readonly field: { toString(): string }; readonly message: string }[]): readonly string[] => errors.map(({ field, message }) => `${field.toString()}: ${message}`);
const context = { allowPrivileged: true };

describe('a Pod that is created', () => {
  const cases: readonly { readonly name: string; readonly pod: KubeObject; readonly want: readonly string[] }[] = [
    { name: 'with all that is needed is accepted', pod: pod(), want: [] },
    { name: 'needs a container', pod: pod({ containers: [] }), want: ['spec.containers: Required value'] },
    { name: 'has containers of different names', pod: pod({ containers: [container(), container()] }), want: ['spec.containers[1].name: Duplicate value: "app"'] },
    {
      name: 'has no init container that probes for life', pod: pod({ initContainers: [container({ name: 'init', livenessProbe: {} })] }),
      want: ['spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always'],
    },
    {
      name: 'takes a port up to 65535', pod: pod({ containers: [container({ ports: [{ containerPort: 65536, protocol: 'TCP' }] })] }),
      want: ['spec.containers[0].ports[0].containerPort: Invalid value: 65536: must be between 1 and 65535, inclusive'],
    },
    {
      name: 'takes a port of the node once',
      pod: pod({ containers: [container({ ports: [{ containerPort: 80, hostPort: 8083, protocol: 'TCP' }, { containerPort: 81, hostPort: 8083, protocol: 'TCP' }] })] }),
      want: ['spec.containers[0].ports[1].hostPort: Duplicate value: "TCP//8083"'],
    },
    { name: 'mounts only volumes that it declares', pod: pod({ containers: [container({ volumeMounts: [{ name: 'dat', mountPath: '/data' }] })] }), want: ['spec.containers[0].volumeMounts[0].name: Not found: "dat"'] },
    { name: 'has one source for each volume', pod: pod({ volumes: [{ name: 'data', emptyDir: {}, hostPath: { path: '/' } }] }), want: ['spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type'] },
    {
      name: 'asks for no more than its limit', pod: pod({ containers: [container({ resources: { requests: { memory: '1048577' }, limits: { memory: '1Mi' } } })] }),
      want: ['spec.containers[0].resources.requests: Invalid value: "1048577": must be less than or equal to memory limit of 1Mi'],
    },
    {
      name: 'does not know CPU in capitals', pod: pod({ containers: [container({ resources: { limits: { CPU: '1' } } })] }),
      want: [
        'spec.containers[0].resources.limits[CPU]: Invalid value: "CPU": must be a standard resource type or fully qualified',
        'spec.containers[0].resources.limits[CPU]: Invalid value: "CPU": must be a standard resource for containers',
      ],
    },
    {
      name: 'has one action for each probe',
      pod: pod({ containers: [container({ livenessProbe: { exec: { command: ['true'] }, tcpSocket: { port: 80 }, successThreshold: 1 } })] }),
      want: ['spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type'],
    },
    {
      name: 'tolerates by a key, or everything', pod: pod({ tolerations: [{ operator: 'Equal', value: 'a' }] }),
      want: ['spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"'],
    },
    {
      name: 'spreads at most once over a key',
      pod: pod({ topologySpreadConstraints: [1, 2].map(maxSkew => ({ maxSkew, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' })) }),
      want: ['spec.topologySpreadConstraints[0].{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"'],
    },
    { name: 'is not bound while it waits at a gate', pod: pod({ nodeName: 'node-1', schedulingGates: [{ name: 'wait' }] }), want: ['spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared'] },
    {
      name: 'shows a profile with the names of the server’s own type',
      pod: pod({ securityContext: { seccompProfile: { type: 'RuntimeDefault', localhostProfile: 'web' } } }),
      want: ['spec.securityContext.seccompProfile.localhostProfile: Invalid value: {"Type":"RuntimeDefault","LocalhostProfile":"web"}: can only be set when seccomp type is Localhost'],
    },
    { name: 'has no image with a space', pod: pod({ containers: [container({ image: ' nginx' })] }), want: ['spec.containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace'] },
    { name: 'has its finalizers qualified', pod: pod({}, { finalizers: ['hold'] }), want: ['metadata.finalizers[0]: Invalid value: "hold": name is neither a standard finalizer name nor is it fully qualified'] },
  ];
  for (const { name, pod: given, want } of cases) test(name, () => expect(told(validateCreate('pods', given, context))).toEqual(want));
  test('is refused privileges where the server does not allow them', () => {
    const privileged = pod({ containers: [container({ securityContext: { privileged: true } })] });
    expect(told(validateCreate('pods', privileged, { allowPrivileged: false }))).toEqual(['spec.containers[0].securityContext.privileged: Forbidden: disallowed by cluster policy']);
  });
});

describe('a Pod that is changed', () => {
  const FIELDS = 'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n';
  const cases: readonly { readonly name: string; readonly old: KubeObject; readonly next: KubeObject; readonly subresource?: string; readonly want: readonly string[] }[] = [
    { name: 'may get another image', old: pod(), next: pod({ containers: [container({ image: 'nginx:1.28' })] }), want: [] },
    { name: 'keeps its number of containers', old: pod(), next: pod({ containers: [container(), container({ name: 'b' })] }), want: ['spec.containers: Forbidden: pod updates may not add or remove containers'] },
    {
      name: 'keeps its commands, and the difference is shown', old: pod({ containers: [container({ command: ['sleep', '3600'] })] }), next: pod({ containers: [container({ command: ['sleep', '7200'] })] }),
      want: [`${FIELDS}@@ -7,7 +7,7 @@\n    "Image": "nginx",\n    "Command": [\n     "sleep",\n-    "3600"\n+    "7200"\n    ],\n    "Args": null,\n    "WorkingDir": "",\n`],
    },
    {
      name: 'may end sooner, not later', old: pod({ activeDeadlineSeconds: 100 }), next: pod({ activeDeadlineSeconds: 200 }),
      want: ['spec.activeDeadlineSeconds: Invalid value: 200: must be less than or equal to previous value'],
    },
    {
      name: 'keeps what it tolerates', old: pod({ tolerations: [{ key: 'a', operator: 'Exists' }] }), next: pod(),
      want: ['spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds'],
    },
    { name: 'only ever loses gates', old: pod(), next: pod({ schedulingGates: [{ name: 'x' }] }), want: ["spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'x'"] },
    {
      name: 'may be narrowed down behind a gate', old: pod({ schedulingGates: [{ name: 'x' }], nodeSelector: { disk: 'ssd' } }),
      next: pod({ schedulingGates: [{ name: 'x' }], nodeSelector: { disk: 'ssd', zone: 'a' } }), want: [],
    },
    {
      name: 'may not be sent elsewhere behind a gate', old: pod({ schedulingGates: [{ name: 'x' }], nodeSelector: { disk: 'ssd' } }),
      next: pod({ schedulingGates: [{ name: 'x' }], nodeSelector: { disk: 'hdd' } }),
      want: ['spec.nodeSelector: Invalid value: {"disk":"hdd"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)'],
    },
    {
      name: 'keeps a limit through its resize', subresource: 'resize', want: ['spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed'],
      old: pod({ containers: [container({ resources: { requests: { cpu: '1' }, limits: { cpu: '2', memory: '1Gi' } } })] }),
      next: pod({ containers: [container({ resources: { requests: { cpu: '1' }, limits: { cpu: '2' } } })] }),
    },
    {
      name: 'takes an ephemeral container for a container that it has', subresource: 'ephemeralcontainers', old: pod(),
      next: pod({ ephemeralContainers: [container({ name: 'debug', targetContainerName: 'nobody' })] }),
      want: ['spec.ephemeralContainers[0].targetContainerName: Not found: "nobody"'],
    },
  ];
  for (const { name, old, next, subresource, want } of cases) {
    const withClass = (given: KubeObject): KubeObject => (subresource === 'resize' ? { ...given, status: { qosClass: 'Burstable' } } : given);
    test(name, () => expect(told(validateUpdate('pods', subresource ?? '', withClass(next), withClass(old), context))).toEqual(want));
  }
});
