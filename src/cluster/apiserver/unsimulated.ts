/** Fields that the API server checks and stores, and that nothing in Podarium acts on. `docs/fidelity.md` is made from this table, too. */

export interface Unsimulated {
  /** In API notation; `[*]` stands for every item. '' is the object as a whole. */
  readonly path: string;
  readonly message: string;
}

const CHECKED = 'is checked and stored; Podarium does not act on it';
const KERNEL = 'is checked and stored; containers here have no kernel that could enforce it';
const DISK = 'is checked and stored; Podarium has no such disk, so the volume is an empty directory';

const CONTAINER_FIELDS: readonly Unsimulated[] = [
  { path: 'securityContext.seLinuxOptions', message: KERNEL },
  { path: 'securityContext.seccompProfile', message: KERNEL },
  { path: 'securityContext.appArmorProfile', message: KERNEL },
  { path: 'securityContext.windowsOptions', message: 'is checked and stored; every node here runs Linux' },
  { path: 'securityContext.procMount', message: KERNEL },
  { path: 'resources.claims', message: 'is checked and stored; there are no devices to claim' },
  { path: 'volumeDevices', message: 'is checked and stored; there are no block devices' },
];
const NETWORK_DISKS = [
  'awsElasticBlockStore', 'azureDisk', 'azureFile', 'cephfs', 'cinder', 'csi', 'fc', 'flexVolume', 'flocker', 'gcePersistentDisk', 'gitRepo', 'glusterfs', 'iscsi', 'nfs',
  'photonPersistentDisk', 'portworxVolume', 'quobyte', 'rbd', 'scaleIO', 'storageos', 'vsphereVolume',
];

const POD_FIELDS: readonly Unsimulated[] = [
  ...['containers', 'initContainers', 'ephemeralContainers'].flatMap(list => CONTAINER_FIELDS.map(({ path, message }) => ({ path: `${list}[*].${path}`, message }))),
  { path: 'securityContext.seLinuxOptions', message: KERNEL },
  { path: 'securityContext.seccompProfile', message: KERNEL },
  { path: 'securityContext.appArmorProfile', message: KERNEL },
  { path: 'securityContext.windowsOptions', message: 'is checked and stored; every node here runs Linux' },
  { path: 'hostUsers', message: KERNEL },
  { path: 'hostIPC', message: KERNEL },
  { path: 'resourceClaims', message: 'is checked and stored; there are no claims and devices here, so the scheduler holds the Pod back for good' },
  { path: 'evictionResponders', message: CHECKED },
  ...NETWORK_DISKS.map(type => ({ path: `volumes[*].${type}`, message: DISK })),
];
const under = (prefix: string, fields: readonly Unsimulated[]): readonly Unsimulated[] => fields.map(({ path, message }) => ({ path: `${prefix}.${path}`, message }));
const TEMPLATE = under('spec.template.spec', POD_FIELDS);
const whole = (message: string): readonly Unsimulated[] => [{ path: '', message }];

export const UNSIMULATED: Readonly<Record<string, readonly Unsimulated[]>> = {
  pods: under('spec', POD_FIELDS),
  'deployments.apps': TEMPLATE,
  'replicasets.apps': TEMPLATE,
  'statefulsets.apps': TEMPLATE,
  'daemonsets.apps': TEMPLATE,
  'jobs.batch': TEMPLATE,
  'cronjobs.batch': under('spec.jobTemplate.spec.template.spec', POD_FIELDS),
  replicationcontrollers: TEMPLATE,
  services: [
    { path: 'spec.externalIPs', message: 'leads to the Service from inside the cluster; nothing outside it knows a way to such an address' },
    { path: 'spec.loadBalancerSourceRanges', message: 'is checked and stored; nothing outside the cluster balances load' },
    { path: 'spec.trafficDistribution', message: CHECKED },
  ],
  'ingresses.networking.k8s.io': whole('is checked and stored; no Ingress controller runs'),
  'ingressclasses.networking.k8s.io': whole('is checked and stored; no Ingress controller runs'),
  'horizontalpodautoscalers.autoscaling': ['pods', 'object', 'external'].map(type => ({
    path: `spec.metrics[*].${type}`, message: 'is checked and stored; replicas follow the CPU and memory that Pods use, and no other metric',
  })),
  'csidrivers.storage.k8s.io': whole('is checked and stored; there are no storage drivers'),
  'csinodes.storage.k8s.io': whole('is checked and stored; there are no storage drivers'),
  'csistoragecapacities.storage.k8s.io': whole('is checked and stored; there are no storage drivers'),
  'volumeattachments.storage.k8s.io': whole('is checked and stored; there are no storage drivers'),
  'volumeattributesclasses.storage.k8s.io': whole('is checked and stored; there are no storage drivers'),
  'servicecidrs.networking.k8s.io': whole('is checked and stored; the range of Service addresses is a setting of the sandbox'),
};
