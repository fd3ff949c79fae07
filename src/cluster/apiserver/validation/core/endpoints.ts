/** Endpoints, of the days before EndpointSlices. Follows ValidateEndpoints. */
import { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import type { FieldErrors } from '../errors.ts';
import { dnsLabel, dnsSubdomain, portNumber, qualifiedName, requiredWord } from '../common.ts';
import { goEqual } from '../go/values.ts';
import { endpointAddress, validateAddress } from '../ip.ts';
import { PROTOCOLS } from '../pod/mounts.ts';
import { as, checkMeta, namespaced, type KindRules } from '../rules.ts';
import { has, items, number, text } from '../values.ts';

/** Follows validateEndpointSubsets. */
function subsets(errors: FieldErrors, path: FieldPath, endpoints: k8s.Endpoints): void {
  items(endpoints.subsets).forEach((subset, i) => {
    const at = path.index(i);
    const [ready, waiting, ports] = [items(subset.addresses), items(subset.notReadyAddresses), items(subset.ports)];
    if (ready.length + waiting.length === 0) errors.required(at, 'must specify `addresses` or `notReadyAddresses`');
    ready.forEach((address, j) => subsetAddress(errors, at.child('addresses').index(j), address));
    waiting.forEach((address, j) => subsetAddress(errors, at.child('notReadyAddresses').index(j), address));
    ports.forEach((port, j) => {
      const portAt = at.child('ports').index(j);
      if (text(port.name) !== '') dnsLabel(errors, portAt.child('name'), text(port.name));
      else if (ports.length > 1) errors.required(portAt.child('name'));
      portNumber(errors, portAt.child('port'), number(port.port));
      requiredWord(errors, portAt.child('protocol'), text(port.protocol), PROTOCOLS);
      if (has(port.appProtocol)) qualifiedName(errors, portAt.child('appProtocol'), text(port.appProtocol));
    });
  });
}
function subsetAddress(errors: FieldErrors, path: FieldPath, address: k8s.EndpointAddress): void {
  validateAddress(errors, path.child('ip'), text(address.ip));
  if (text(address.hostname) !== '') dnsLabel(errors, path.child('hostname'), text(address.hostname));
  if (has(address.nodeName)) dnsSubdomain(errors, path.child('nodeName'), text(address.nodeName));
  endpointAddress(errors, path.child('ip'), text(address.ip));
}
const SUBSETS = FieldPath.of('subsets');
export const endpoints: KindRules = {
  create: (errors, object) => {
    checkMeta(errors, object, namespaced());
    subsets(errors, SUBSETS, as<k8s.Endpoints>(object));
  },
  update: (errors, next, old) => {
    checkMeta(errors, next, namespaced());
    if (!goEqual('[]core.EndpointSubset', as<k8s.Endpoints>(next).subsets, as<k8s.Endpoints>(old).subsets)) subsets(errors, SUBSETS, as<k8s.Endpoints>(next));
  },
};
