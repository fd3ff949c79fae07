/** Names and networks of a Pod: DNS, host names, aliases, and what it shares with the node. */
import type { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { byteLength, dnsSubdomainWithUnderscoreComplaints } from '../../../../model/names.ts';
import { asJson, type FieldErrors } from '../errors.ts';
import { checkName, dnsLabel, dnsSubdomain } from '../common.ts';
import { validateAddress } from '../ip.ts';
import { has, items, number, size, text, texts } from '../values.ts';
import { eachContainer, type PodScope } from './scope.ts';

/** Follows validatePodDNSConfig. */
export function validateDnsConfig(errors: FieldErrors, path: FieldPath, config: k8s.PodDNSConfig | undefined, policy: string): void {
  const servers = texts(config?.nameservers);
  if (policy === 'None') {
    if (!config) return errors.required(path, 'must provide `dnsConfig` when `dnsPolicy` is None');
    if (servers.length === 0) return errors.required(path.child('nameservers'), 'must provide at least one DNS nameserver when `dnsPolicy` is None');
  }
  if (!config) return;
  if (servers.length > 3) errors.invalid(path.child('nameservers'), asJson(servers), 'must not have more than 3 nameservers');
  servers.forEach((server, i) => validateAddress(errors, path.child('nameservers').index(i), server));
  const searches = texts(config.searches);
  if (searches.length > 32) errors.invalid(path.child('searches'), asJson(searches), 'must not have more than 32 search paths');
  if (byteLength(searches.join(' ')) > 2048) errors.invalid(path.child('searches'), asJson(searches), 'must not have more than 2048 characters (including spaces) in the search list');
  searches.forEach((search, i) => {
    if (search !== '.') checkName(errors, path.child('searches').index(i), search.endsWith('.') ? search.slice(0, -1) : search, dnsSubdomainWithUnderscoreComplaints);
  });
  items(config.options).forEach((option, i) => {
    if (text(option.name) === '') errors.required(path.child('options').index(i), 'must not be empty');
  });
}

/** Follows ValidateHostAliases. */
export function validateHostAliases(errors: FieldErrors, path: FieldPath, aliases: readonly k8s.HostAlias[] | undefined): void {
  items(aliases).forEach((alias, i) => {
    validateAddress(errors, path.index(i).child('ip'), text(alias.ip));
    texts(alias.hostnames).forEach((name, j) => dnsSubdomain(errors, path.index(i).child('hostnames').index(j), name));
  });
}

/** On the node's network a port inside is the port outside. Follows validatePodHostNetworkDeps. */
export function validateHostNetworkPorts({ errors, spec, options }: PodScope, path: FieldPath): void {
  if (spec.hostNetwork !== true) return;
  items(spec.containers).forEach((container, c) => {
    items(container.ports).forEach((port, p) => {
      const outside = number(port.hostPort);
      if ((options.resourceIsPod || outside !== 0) && outside !== number(port.containerPort)) {
        errors.invalid(path.child('containers').index(c).child('ports').index(p).child('hostPort'), outside, 'must match `containerPort` when `hostNetwork` is true');
      }
    });
  });
}

/** Follows validateHostUsers: a Pod with users of its own shares little else with the node. */
export function validateHostUsers({ errors, spec, options, hostUsers }: PodScope, path: FieldPath): void {
  if (hostUsers) return;
  const message = 'when `hostUsers` is false';
  if (spec.hostNetwork === true) errors.forbidden(path.child('hostNetwork'), message);
  if (spec.hostPID === true) errors.forbidden(path.child('HostPID'), message);
  if (spec.hostIPC === true) errors.forbidden(path.child('HostIPC'), message);
  if (options.volumeDevicesOfUserNamespaces) return;
  eachContainer(spec, path, (container, at) => {
    if (size(container.volumeDevices) > 0) errors.forbidden(at().child('volumeDevices'), message);
  });
}

/** Follows validatePodHostName. */
export function validateHostnameOverride({ errors, spec }: PodScope, path: FieldPath): void {
  if (!has(spec.hostnameOverride)) return;
  const at = path.child('hostnameOverride');
  const name = text(spec.hostnameOverride);
  if (spec.setHostnameAsFQDN === true) errors.forbidden(at, 'may not be specified when setHostnameAsFQDN is true');
  if (spec.hostNetwork === true) errors.forbidden(at, 'may not be specified when hostNetwork is true');
  if (byteLength(name) > 64) errors.tooLong(at, 64);
  dnsSubdomain(errors, at, name);
}

export function validateHostnames(errors: FieldErrors, path: FieldPath, spec: k8s.PodSpec): void {
  if (text(spec.hostname) !== '') dnsLabel(errors, path.child('hostname'), text(spec.hostname));
  if (text(spec.subdomain) !== '') dnsLabel(errors, path.child('subdomain'), text(spec.subdomain));
}

/** Follows validateShareProcessNamespace. */
export function validateShareProcessNamespace(errors: FieldErrors, path: FieldPath, spec: k8s.PodSpec): void {
  if (spec.shareProcessNamespace === true && spec.hostPID === true) {
    errors.invalid(path.child('shareProcessNamespace'), true, 'ShareProcessNamespace and HostPID cannot both be enabled');
  }
}
