/** Names to which Kubernetes itself gives a meaning: labels, annotations, taints and objects that more than one part looks for. */

// Annotations
/** What client-side apply remembers of the manifest. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
/** The Pod stands for a file on its node. */
export const MIRROR = 'kubernetes.io/config.mirror';
/** Pods with less of it go first when a ReplicaSet shrinks. */
export const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
/** How often a Deployment's template has changed, on it and on its ReplicaSets. */
export const DEPLOYMENT_REVISION = 'deployment.kubernetes.io/revision';
/** What a ReplicaSet's share of a Deployment's replicas is worked out from while it is scaled in the midst of a roll-out. */
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
export const DEFAULT_STORAGE_CLASS = 'storageclass.kubernetes.io/is-default-class';
/** The field spec.storageClassName before it was one. */
export const OLD_STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';
/** Security profiles before they were fields; the last two are followed by a container's name. */
export const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
export const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
export const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';

// Labels
export const HOSTNAME = 'kubernetes.io/hostname';
export const ZONE = 'topology.kubernetes.io/zone';
export const REGION = 'topology.kubernetes.io/region';
/** Of an EndpointSlice: its Service. */
export const SERVICE_NAME = 'kubernetes.io/service-name';
/** Of endpoints whose Service has no address. */
export const HEADLESS = 'service.kubernetes.io/headless';
/** Tells apart the ReplicaSets of a Deployment. */
export const TEMPLATE_HASH = 'pod-template-hash';

// Taints
export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
export const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

// Objects and addresses
/** The ConfigMap in every namespace that holds the cluster's certificate authority. */
export const ROOT_CA = 'kube-root-ca.crt';
/** Who issues tokens of service accounts, and for whom they are meant. */
export const TOKEN_ISSUER = 'https://kubernetes.default.svc.cluster.local';
/** The letters of names that are made up: no vowels, so that no words come about. Follows apimachinery pkg/util/rand. */
export const SAFE_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
