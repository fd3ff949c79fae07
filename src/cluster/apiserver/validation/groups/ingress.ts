/** Ingresses and IngressClasses. Follows ValidateIngressSpec and ValidateIngressClass of pkg/apis/networking/validation. */
import { FieldPath } from '../../../../model/field-path.ts';
import type { k8s } from '../../../../model/objects.ts';
import { byteLength, dnsLabelComplaints, dnsSubdomainComplaints, HTTP_PATH, isHttpPath, pathSegmentComplaints, portNameComplaints, wildcardSubdomainComplaints } from '../../../../model/names.ts';
import { FieldErrors, asType } from '../errors.ts';
import { SPEC, STATUS, checkName, immutable, portNumber, requiredText } from '../common.ts';
import { parseAddress, validateAddress } from '../ip.ts';
import { as, checkMeta, clusterWide, namespaced, type KindRules } from '../rules.ts';
import { has, items, map, number, object, struct, text, texts } from '../values.ts';

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** Follows ValidateIngressSpec. `anySecret` lets names pass that the older Ingress has. */
function ingressSpec(errors: FieldErrors, spec: k8s.IngressSpec, anySecret: boolean): void {
  const [rules, backend] = [items(spec.rules), object(spec.defaultBackend)];
  if (rules.length === 0 && !backend) errors.invalid(SPEC, asType('[]networking.IngressRule', has(spec.rules) ? rules : undefined), 'either `defaultBackend` or `rules` must be specified');
  if (backend) validateBackend(errors, SPEC.child('defaultBackend'), backend);
  rules.forEach((rule, i) => {
    const path = SPEC.child('rules').index(i);
    if (text(rule.host) !== '') ruleHost(errors, path.child('host'), text(rule.host));
    const http = object(rule.http);
    if (http) httpPaths(errors, path.child('http', 'paths'), items(http.paths));
  });
  items(spec.tls).forEach((tls, i) => {
    const path = SPEC.child('tls').index(i);
    texts(tls.hosts).forEach((host, j) => hostName(errors, path.child('hosts').index(j), host));
    if (!anySecret && text(tls.secretName) !== '') checkName(errors, path.child('secretName'), text(tls.secretName), dnsSubdomainComplaints);
  });
  if (has(spec.ingressClassName)) checkName(errors, SPEC.child('ingressClassName'), text(spec.ingressClassName), dnsSubdomainComplaints);
}
const hostName = (errors: FieldErrors, path: FieldPath, host: string): void => checkName(errors, path, host, host.includes('*') ? wildcardSubdomainComplaints : dnsSubdomainComplaints);
function ruleHost(errors: FieldErrors, path: FieldPath, host: string): void {
  if (parseAddress(host)) errors.invalid(path, host, 'must be a DNS name, not an IP address');
  hostName(errors, path, host);
}

/** Follows validateHTTPIngressPath. */
function httpPaths(errors: FieldErrors, path: FieldPath, paths: readonly k8s.HTTPIngressPath[]): void {
  if (paths.length === 0) errors.required(path);
  paths.forEach((each, i) => {
    const at = path.index(i);
    if (!has(each.pathType)) return errors.required(at.child('pathType'), 'pathType must be specified');
    const [type, written] = [text(each.pathType), text(each.path)];
    if (type === 'Exact' || type === 'Prefix') {
      if (!written.startsWith('/')) errors.invalid(at.child('path'), written, 'must be an absolute path');
      for (const part of ['//', '/./', '/../', '%2f', '%2F']) if (written.includes(part)) errors.invalid(at.child('path'), written, `must not contain '${part}'`);
      for (const end of ['/..', '/.']) if (written.endsWith(end)) errors.invalid(at.child('path'), written, `cannot end with '${end}'`);
    } else if (type === 'ImplementationSpecific') {
      if (written !== '' && !written.startsWith('/')) errors.invalid(at.child('path'), written, 'must be an absolute path');
    } else errors.notSupported(at.child('pathType'), type, ['Exact', 'ImplementationSpecific', 'Prefix']);
    validateBackend(errors, at.child('backend'), struct(each.backend));
  });
}

/** Follows validateIngressBackend. */
function validateBackend(errors: FieldErrors, path: FieldPath, backend: k8s.IngressBackend): void {
  const [resource, service] = [object(backend.resource), object(backend.service)];
  if (resource && service) errors.invalid(path, '', 'cannot set both resource and service backends');
  else if (resource) reference(errors, path.child('resource'), resource);
  else if (!service) errors.invalid(path, '', 'resource or service backend is required');
  else {
    const at = path.child('service');
    if (text(service.name) === '') errors.required(at.child('name'));
    else checkName(errors, at.child('name'), text(service.name), dnsLabelComplaints);
    const port = struct(service.port);
    const [name, value] = [text(port.name), number(port.number)];
    if (name !== '' && value !== 0) errors.invalid(path, '', 'cannot set both port name & port number');
    else if (name !== '') checkName(errors, at.child('port', 'name'), name, portNameComplaints);
    else if (value !== 0) portNumber(errors, at.child('port', 'number'), value);
    else errors.required(path, 'port name or number is required');
  }
}
/** Follows validateIngressTypedLocalObjectReference. */
function reference(errors: FieldErrors, path: FieldPath, ref: k8s.TypedLocalObjectReference, late: FieldErrors = errors): void {
  if (has(ref.apiGroup)) checkName(errors, path.child('apiGroup'), text(ref.apiGroup), dnsSubdomainComplaints);
  for (const field of ['kind', 'name'] as const) {
    if (text(ref[field]) === '') requiredText(late, path, field, '');
    else checkName(errors, path.child(field), text(ref[field]), pathSegmentComplaints);
  }
}

const badSecret = (spec: k8s.IngressSpec): boolean => items(spec.tls).some(tls => text(tls.secretName) !== '' && dnsSubdomainComplaints(text(tls.secretName)).length > 0);
export const ingresses: KindRules = {
  create: (errors, raw) => {
    const spec = struct(as<k8s.Ingress>(raw).spec);
    checkMeta(errors, raw, namespaced());
    ingressSpec(errors, spec, false);
    const annotation = map(struct(as<k8s.Ingress>(raw).metadata).annotations)[CLASS_ANNOTATION];
    if (annotation !== undefined && has(spec.ingressClassName) && annotation !== text(spec.ingressClassName)) {
      errors.invalid(FieldPath.of('annotations', CLASS_ANNOTATION), annotation, 'must match `ingressClassName` when both are specified');
    }
  },
  update: (errors, next, old) => {
    checkMeta(errors, next, namespaced());
    ingressSpec(errors, struct(as<k8s.Ingress>(next).spec), badSecret(struct(as<k8s.Ingress>(old).spec)));
  },
  subresources: {
    status: (errors, next, old) => {
      const of = (ingress: k8s.Ingress): readonly k8s.IngressLoadBalancerIngress[] => items(object(struct(ingress.status).loadBalancer)?.ingress);
      const known = of(as<k8s.Ingress>(old)).map(each => text(each.ip));
      of(as<k8s.Ingress>(next)).forEach((each, i) => {
        const path = STATUS.child('loadBalancer', 'ingress').index(i);
        if (text(each.ip) !== '') validateAddress(errors, path.child('ip'), text(each.ip), known);
        if (text(each.hostname) === '') return;
        checkName(errors, path.child('hostname'), text(each.hostname), dnsSubdomainComplaints);
        if (parseAddress(text(each.hostname))) errors.invalid(path.child('hostname'), text(each.hostname), 'must be a DNS name, not an IP address');
      });
    },
  },
};

/** Follows validateIngressClassSpec; what is declared beside the type speaks last. */
function ingressClass(errors: FieldErrors, late: FieldErrors, spec: k8s.IngressClassSpec): void {
  const [path, controller] = [SPEC.child('controller'), text(spec.controller)];
  if (byteLength(controller) > 250) errors.tooLong(path, 250);
  const slash = controller.indexOf('/');
  const rest = controller.slice(slash + 1);
  if (controller === '') errors.required(path);
  else if (slash <= 0 || rest === '') errors.invalid(path, controller, 'must be a domain-prefixed path (such as "acme.io/foo")');
  else {
    checkName(errors, path, controller.slice(0, slash), dnsSubdomainComplaints);
    if (!isHttpPath(rest)) errors.invalid(path, rest, `Invalid path (regex used for validation is '${HTTP_PATH}')`);
  }
  const ref = object(spec.parameters);
  if (ref) classParameters(errors, late, SPEC.child('parameters'), ref);
}
function classParameters(errors: FieldErrors, late: FieldErrors, path: FieldPath, ref: k8s.IngressClassParametersReference): void {
  reference(errors, path, ref, late);
  if (!has(ref.scope)) return errors.required(path.child('scope'));
  const scope = text(ref.scope);
  if (scope === 'Namespace') {
    if (has(ref.namespace)) checkName(errors, path.child('namespace'), text(ref.namespace), dnsLabelComplaints);
    else errors.required(path.child('namespace'), "`parameters.scope` is set to 'Namespace'");
  } else if (scope !== 'Cluster') errors.notSupported(path.child('scope'), scope, ['Cluster', 'Namespace']);
  else if (has(ref.namespace)) errors.forbidden(path.child('namespace'), "`parameters.scope` is set to 'Cluster'");
}
export const ingressClasses: KindRules = {
  create: (errors, raw) => {
    const late = new FieldErrors();
    checkMeta(errors, raw, clusterWide());
    ingressClass(errors, late, struct(as<k8s.IngressClass>(raw).spec));
    errors.list.push(...late.list);
  },
  update: (errors, next, old, context) => {
    immutable(errors, SPEC.child('controller'), 'string', text(struct(as<k8s.IngressClass>(next).spec).controller), text(struct(as<k8s.IngressClass>(old).spec).controller));
    ingressClasses.create(errors, next, context);
  },
};
