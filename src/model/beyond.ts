/** Resources of Kubernetes' discovery that this sandbox keeps no objects of: api-resources lists them, and a list of them is empty. */
import type { ResourceFact } from './resources.ts';

const ALL = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** `group/version plural Kind`, then `+` when it has a namespace, short names, and `verbs=` or `in=` where they differ. */
const TABLE = `
admissionregistration.k8s.io/v1 mutatingadmissionpolicies MutatingAdmissionPolicy in=api-extensions
admissionregistration.k8s.io/v1 mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding in=api-extensions
admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration in=api-extensions
admissionregistration.k8s.io/v1 validatingadmissionpolicies ValidatingAdmissionPolicy in=api-extensions
admissionregistration.k8s.io/v1 validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding in=api-extensions
admissionregistration.k8s.io/v1 validatingwebhookconfigurations ValidatingWebhookConfiguration in=api-extensions
apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition crd,crds in=api-extensions
apiregistration.k8s.io/v1 apiservices APIService in=api-extensions
authentication.k8s.io/v1 selfsubjectreviews SelfSubjectReview verbs=create
authentication.k8s.io/v1 tokenreviews TokenReview verbs=create
authorization.k8s.io/v1 localsubjectaccessreviews LocalSubjectAccessReview + verbs=create
authorization.k8s.io/v1 selfsubjectaccessreviews SelfSubjectAccessReview verbs=create
authorization.k8s.io/v1 selfsubjectrulesreviews SelfSubjectRulesReview verbs=create
authorization.k8s.io/v1 subjectaccessreviews SubjectAccessReview verbs=create
certificates.k8s.io/v1 certificatesigningrequests CertificateSigningRequest csr
certificates.k8s.io/v1 clustertrustbundles ClusterTrustBundle
certificates.k8s.io/v1 podcertificaterequests PodCertificateRequest +
flowcontrol.apiserver.k8s.io/v1 flowschemas FlowSchema
flowcontrol.apiserver.k8s.io/v1 prioritylevelconfigurations PriorityLevelConfiguration
resource.k8s.io/v1 deviceclasses DeviceClass
resource.k8s.io/v1 devicetaintrules DeviceTaintRule
resource.k8s.io/v1 resourceclaims ResourceClaim +
resource.k8s.io/v1 resourceclaimtemplates ResourceClaimTemplate +
resource.k8s.io/v1 resourceslices ResourceSlice
storagemigration.k8s.io/v1 storageversionmigrations StorageVersionMigration
`;

/** Of these a cluster has some of its own from the start, which are not here: to call their list empty would be untrue. */
const NEVER_EMPTY: ReadonlySet<string> = new Set(['apiservices', 'flowschemas', 'prioritylevelconfigurations']);

export const beyondSandbox: readonly ResourceFact[] = TABLE.trim().split('\n').map((line) => {
  const [groupVersion = '', name = '', kind = '', ...rest] = line.split(' ');
  const valueOf = (key: string): string | undefined => rest.find((word) => word.startsWith(key))?.slice(key.length);
  const short = rest.find((word) => word !== '+' && !word.includes('='));
  const [verbs, category] = [valueOf('verbs='), valueOf('in=')];
  return {
    groupVersion, name, kind,
    singularName: kind.toLowerCase(),
    namespaced: rest.includes('+'),
    verbs: verbs === undefined ? ALL : verbs.split(','),
    ...(short === undefined ? {} : { shortNames: short.split(',') }),
    ...(category === undefined ? {} : { categories: [category] }),
  };
});

/** A resource of which a new cluster holds nothing, as here. */
export const isEmptyHere = ({ name, verbs }: ResourceFact): boolean => verbs.includes('list') && !NEVER_EMPTY.has(name);
