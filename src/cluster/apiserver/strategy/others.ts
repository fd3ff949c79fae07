/** Every other kind on its way into the store. Follows pkg/registry of each group. */
import { encodeBase64 } from '../../../base/bytes.ts';
import { FieldPath } from '../../../model/field-path.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { newUid } from '../call.ts';
import { at, fieldsOf, isEmptyMap, listOf, mapField, specOf, statusOf, textOf, textsOf, withDefaults, withField, withMeta, withPath } from '../fields.ts';
import { oldLabel } from '../warnings/nodes.ts';
import { templateWarnings } from '../warnings/pod.ts';
import { classWarnings, volumeWarnings } from '../warnings/storage.ts';
import { counting, specAndStatus, statusOnly } from './common.ts';
import type { Strategy } from '../types.ts';

const NAMESPACE_FINALIZER = 'kubernetes';
export const namespace: Strategy = {
  prepareForCreate: object => {
    const finalizers = (at(object, 'spec', 'finalizers') ?? []) as readonly string[];
    const all = finalizers.includes(NAMESPACE_FINALIZER) ? finalizers : [...finalizers, NAMESPACE_FINALIZER];
    const { name, labels } = object.metadata;
    return withMeta({ ...object, spec: { finalizers: all }, status: { phase: 'Active' } } as KubeObject, { labels: { ...labels, 'kubernetes.io/metadata.name': name } });
  },
  prepareForUpdate: (next, old, call) => (call.subresource === 'finalize' ? withField(next, 'status', old['status']) : { ...next, spec: old['spec'], status: old['status'] }) as KubeObject,
};

/** Kubelets take no configuration from the cluster any more: what asks for it goes, unless it stood there before. Follows dropDisabledFields. */
const withoutConfigSource = (object: KubeObject): KubeObject => withPath(object, ['spec', 'configSource'], undefined);
export const node: Strategy = {
  prepareForCreate: object => withPath(withoutConfigSource(object), ['status', 'config'], undefined),
  prepareForUpdate: (next, old) => withField(at(old, 'spec', 'configSource') === undefined ? withoutConfigSource(next) : next, 'status', old['status']),
  prepareForStatusUpdate: (next, old) => withField(next, 'spec', old['spec']),
  warnings: object => [
    ...(at(object, 'spec', 'configSource') === undefined ? [] : ['spec.configSource: the feature is removed']),
    ...(textOf(at(object, 'spec', 'externalID')) === '' ? [] : ['spec.externalID: this field is deprecated, and is unused by Kubernetes']),
  ],
};
/** Follows GetWarningsForRuntimeClass. */
export const runtimeClass: Strategy = {
  requiresResourceVersion: true,
  warnings: object => Object.keys(textsOf(at(object, 'scheduling', 'nodeSelector'))).flatMap(key => (oldLabel(key) === null ? [] : [`scheduling.nodeSelector: ${oldLabel(key) ?? ''}`])),
};
export const storageClass: Strategy = { warnings: object => classWarnings(object) };
export const podTemplate: Strategy = {
  ...counting('template'),
  warnings: object => templateWarnings(fieldsOf(at(object, 'template', 'spec')), fieldsOf(at(object, 'template', 'metadata')), FieldPath.of('template')),
};

export const persistentVolume: Strategy = {
  prepareForCreate: (object, call) => withField(object, 'status', { phase: 'Pending', lastPhaseTransitionTime: call.now }),
  warnings: object => volumeWarnings(object),
  prepareForUpdate: (next, old) => withField(next, 'status', old['status']),
  prepareForStatusUpdate: (next, old, call) => {
    const status = statusOf(next);
    const isNew = status['phase'] !== statusOf(old)['phase'] && status['lastPhaseTransitionTime'] === statusOf(old)['lastPhaseTransitionTime'];
    return withField(withField(next, 'spec', old['spec']), 'status', isNew ? { ...status, lastPhaseTransitionTime: call.now } : status);
  },
};

/** stringData is written as base64 into data. */
export function withStringData(object: KubeObject): KubeObject {
  const texts = textsOf(object['stringData']);
  if (object['stringData'] === undefined) return object;
  const data: Record<string, string> = { ...textsOf(object['data']) };
  for (const key in texts) data[key] = encodeBase64(texts[key] ?? '');
  const rest = withField(object, 'stringData', undefined);
  return isEmptyMap(data) ? rest : withField(rest, 'data', data);
}
export const secret: Strategy = {
  prepareForUpdate: (next, old) => (textOf(next['type']) === '' ? withField(next, 'type', old['type']) : next),
  warnings: object => tlsWarnings(object),
};
/** A certificate that is none is only worth a word. Follows registry/core/secret/strategy.go warningsForSecret. */
function tlsWarnings(object: KubeObject): readonly string[] {
  if (object['type'] !== 'kubernetes.io/tls') return [];
  const certificate = textsOf(object['data'])['tls.crt'] ?? '';
  return isPem(certificate) ? [] : ['tls: failed to find any PEM data in certificate input'];
}
/** `-----BEGIN` in base64, at any of the three places where a line can begin. */
const isPem = (text: string): boolean => text.includes('LS0tLS1CRUdJTi') || text.includes('0tLS0tQkVHSU4') || text.includes('tLS0tLUJFR0lO');

export const horizontalPodAutoscaler: Strategy = statusOnly('autoscaling.v2.HorizontalPodAutoscalerStatus', {
  prepareForCreate: object => withField(object, 'status', { currentMetrics: null, desiredReplicas: 0 }),
});
export const resourceQuota: Strategy = statusOnly('core.v1.ResourceQuotaStatus');
export const podDisruptionBudget: Strategy = specAndStatus('policy.v1.PodDisruptionBudgetStatus', { requiresResourceVersion: true });
export const ingress: Strategy = specAndStatus('networking.v1.IngressStatus', {
  warnings: object => (object.metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined && specOf(object)['ingressClassName'] === undefined
    ? ['annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead']
    : []),
});
export const networkPolicy: Strategy = counting('spec');
export const ingressClass: Strategy = counting('spec');
export const priorityClass: Strategy = { prepareForCreate: object => withMeta(object, { generation: 1 }), prepareForUpdate: (next, old) => withMeta(next, { generation: old.metadata.generation }) };
export const endpointSlice: Strategy = {
  ...counting('endpoints', 'ports', 'addressType'),
  warnings: object => (object['addressType'] === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
};
export const lease: Strategy = { createsOnUpdate: true };
export const event: Strategy = { createsOnUpdate: true };
/** Of a reference to a Secret only the name stays. Follows cleanSecretReferences. */
const withSecretNames = (object: KubeObject): KubeObject => mapField(object, 'secrets', secret => ({ name: secret['name'] }));
export const serviceAccount: Strategy = {
  prepareForCreate: withSecretNames,
  prepareForUpdate: (next, old) => withSecretNames(listOf(next['secrets']).length > 0 ? next : withField(next, 'secrets', old['secrets'])),
};
/** One without a name gets one that nobody else has. */
export const limitRange: Strategy = { createsOnUpdate: true, prepareForCreate: (object, call) => (object.metadata.name ? object : withMeta(object, { name: newUid(call.deps) })) };
export const createsOnUpdate: Strategy = { createsOnUpdate: true };
export const volumeAttachment: Strategy = statusOnly('storage.v1.VolumeAttachmentStatus', { prepareForCreate: object => withField(object, 'status', { attached: false }) });
export const csiDriver: Strategy = { prepareForUpdate: (next, old) => withPath(next, ['spec'], withDefaults(fieldsOf(next['spec']), fieldsOf(old['spec']))) };
