/** Gives each namespace its ServiceAccount `default`, and the bundle of certificates by which Pods know the API server. */
import { ROOT_CA } from '../../model/well-known.ts';
import type { Component } from '../contract/component.ts';
import { defineController, type Controller, type ControllerState } from './framework.ts';

type Self = Controller<object>;

const DESCRIPTION = 'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';
/** A made-up certificate: nothing here is encrypted. */
const BUNDLE = '-----BEGIN CERTIFICATE-----\nUG9kYXJpdW0=\n-----END CERTIFICATE-----\n';

function sync(self: Self, namespace: string): void {
  const { view } = self.plan;
  const found = view.get('namespaces', '', namespace);
  if (found === undefined || found.metadata.deletionTimestamp !== undefined || found.status.phase === 'Terminating') return;
  if (view.get('serviceaccounts', namespace, 'default') === undefined) {
    self.request({ verb: 'create', resource: 'serviceaccounts', namespace, body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } } });
  }
  if (view.get('configmaps', namespace, ROOT_CA) === undefined) {
    const metadata = { name: ROOT_CA, namespace, annotations: { 'kubernetes.io/description': DESCRIPTION } };
    self.request({ verb: 'create', resource: 'configmaps', namespace, body: { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': BUNDLE } } });
  }
}

export const serviceAccountController: Component<ControllerState, unknown, Self> = defineController<object>({
  name: 'service-account-controller',
  watches: ['namespaces', 'serviceaccounts', 'configmaps'],
  init: () => ({}),
  hear(self, resource, value, prev) {
    if (resource === 'namespaces') {
      if (value !== null && prev === null) self.dirty(value.metadata.name);
    } else if (value === null && prev !== null && (prev.metadata.name === 'default' || prev.metadata.name === ROOT_CA)) self.dirty(prev.metadata.namespace ?? '');
  },
  sync,
});
