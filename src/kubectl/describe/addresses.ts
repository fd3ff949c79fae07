/** Descriptions of who serves Ingresses, and of the addresses of Services. Follows kubectl pkg/describe IngressClass, ServiceCIDR and IPAddress. */
import type { k8s } from '../../model/objects.ts';
import { rfc1123 } from '../printers/age.ts';
import { describeEvents } from './context.ts';
import type { Describe } from './context.ts';
import { writeMetadata } from './writer.ts';

export const describeIngressClass: Describe = function* (w, object, context) {
  const { spec } = object as unknown as k8s.IngressClass;
  w.line(0, `Name:\t${object.metadata.name}`);
  writeMetadata(w, object);
  w.line(0, `Controller:\t${spec?.controller ?? ''}`);
  const parameters = spec?.parameters;
  if (parameters) {
    w.line(0, 'Parameters:');
    if (parameters.apiGroup !== undefined && parameters.apiGroup !== null) w.line(1, `APIGroup:\t${parameters.apiGroup}`);
    w.line(1, `Kind:\t${parameters.kind}`);
    w.line(1, `Name:\t${parameters.name}`);
  }
  yield* describeEvents(w, object, context);
};

export const describeServiceCidr: Describe = function* (w, object, context) {
  const { spec, status } = object as unknown as k8s.ServiceCIDR;
  w.line(0, `Name:\t${object.metadata.name}`);
  writeMetadata(w, object);
  w.line(0, `CIDRs:\t${(spec?.cidrs ?? []).join(', ')}`);
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    w.line(0, 'Status:');
    w.line(0, 'Conditions:');
    w.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    w.line(1, '----\t------\t------------------\t------\t-------');
    for (const each of conditions) w.line(1, `${each.type}\t${each.status}\t${rfc1123(each.lastTransitionTime)}\t${each.reason}\t${each.message}`);
  }
  yield* describeEvents(w, object, context);
};

export const describeIpAddress: Describe = function* (w, object, context) {
  const { spec } = object as unknown as k8s.IPAddress;
  w.line(0, `Name:\t${object.metadata.name}`);
  writeMetadata(w, object);
  const parent = spec?.parentRef;
  if (parent) {
    w.line(0, 'Parent Reference:');
    w.line(1, `Group:\t${parent.group ?? ''}`);
    w.line(1, `Resource:\t${parent.resource ?? ''}`);
    w.line(1, `Namespace:\t${parent.namespace ?? ''}`);
    w.line(1, `Name:\t${parent.name ?? ''}`);
  }
  yield* describeEvents(w, object, context);
};
