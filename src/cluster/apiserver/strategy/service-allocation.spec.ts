/** What a Service is given, and refused, before anything else of it is looked at. Words from kube-apiserver v1.37, one family, 10.96.0.0/16. */
import { expect, test } from 'vitest';
import { askIn, freshServer, said } from '../../../testing/api-server.ts';

const create = (spec: object): string => said(
  askIn(freshServer())('create', 'services', { body: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec } } }),
);
const refused = (words: string): string => `422 Service "web" is invalid: ${words}`;
const range = (ip: string): string => refused(`spec.clusterIPs: Invalid value: ["${ip}"]: failed to allocate IP ${ip}: the provided IP (${ip}) is not in the valid range. The range of valid IPs is 10.96.0.0/16`);

const cases: readonly (readonly [name: string, spec: object, says: string])[] = [
  ['no Service gets the address of the network', { clusterIP: '10.96.0.0' }, range('10.96.0.0')],
  ['nor the one that reaches all of it', { clusterIP: '10.96.255.255' }, range('10.96.255.255')],
  ['an address of another family is told by its family', { clusterIP: 'fd00::1' }, refused('spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster')],
  [
    'two families need a policy that allows them', { ipFamilies: ['IPv4', 'IPv6'] },
    refused("spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified"),
  ],
  [
    'both families, demanded, are two complaints', { ipFamilies: ['IPv4', 'IPv6'], ipFamilyPolicy: 'RequireDualStack' },
    refused('[spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services, spec.ipFamilies[1]: Invalid value: "IPv6": not configured on this cluster]'),
  ],
  ['a bad address is told before a bad port', { clusterIP: '10.96.0', ports: [{ port: 0 }] }, refused('spec.clusterIPs[0]: Invalid value: "10.96.0": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')],
  [
    'a port for health checks comes from the range of node ports', { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 100 },
    '500 Internal error occurred: failed to allocate requested HealthCheck NodePort 100: provided port is not in the valid range. The range of valid ports is 30000-32767',
  ],
];
for (const [name, spec, says] of cases) test(name, () => expect(create(spec)).toBe(says));
