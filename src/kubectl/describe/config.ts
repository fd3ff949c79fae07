/** `kubectl describe` of configuration, policies and accounts. Follows kubectl pkg/describe. */
import type { Client } from '../../cluster/contract/client.ts';
import { byText } from '../../base/order.ts';
import type { ConfigMap, k8s, KubeObject, LimitRange, Namespace, PodDisruptionBudget, PriorityClass, ResourceQuota, Secret, ServiceAccount } from '../../model/objects.ts';
import { canonicalQuantity } from '../../model/quantity.ts';
import { rfc1123 } from '../printers/age.ts';
import { selectorText } from '../verbs/pods.ts';
import { describeEvents, related } from './context.ts';
import type { Describe } from './context.ts';
import { formatPairs, writeMetadata, writeName } from './writer.ts';
import type { Writer } from './writer.ts';

type Amounts = Readonly<Record<string, unknown>>;
const amount = (amounts: Amounts | undefined, name: string, otherwise: string): string => (amounts?.[name] === undefined ? otherwise : canonicalQuantity(String(amounts[name])));

export const describeConfigMap: Describe = function* (w, object, context) {
  const map = object as unknown as ConfigMap;
  writeName(w, map);
  writeMetadata(w, map);
  w.write(0, '\nData\n====\n');
  for (const key of Object.keys(map.data ?? {}).sort(byText)) w.write(0, `${key}:\n----\n${map.data?.[key] ?? ''}\n\n`);
  w.write(0, '\nBinaryData\n====\n');
  for (const key of Object.keys(map.binaryData ?? {}).sort(byText)) w.line(0, `${key}: ${byteLength(map.binaryData?.[key] ?? '')} bytes`);
  w.line(0, '');
  yield* describeEvents(w, object, context);
};

/** How many bytes a base64 text holds. */
const byteLength = (text: string): number => Math.floor((text.replace(/=+$/, '').length * 3) / 4);

export const describeSecret: Describe = function* (w, object) {
  const secret = object as unknown as Secret;
  writeName(w, secret);
  writeMetadata(w, secret);
  w.line(0, `\nType:\t${secret.type ?? ''}`);
  w.write(0, '\nData\n====\n');
  for (const key of Object.keys(secret.data ?? {}).sort(byText)) w.line(0, `${key}:\t${byteLength(secret.data?.[key] ?? '')} bytes`);
};

export const describeServiceAccount: Describe = function* (w, object, context) {
  const account = object as unknown as ServiceAccount;
  writeName(w, account);
  writeMetadata(w, account);
  const names = (account.imagePullSecrets ?? []).map(({ name }) => name ?? '');
  if (names.length === 0) w.line(0, 'Image pull secrets:\t<none>');
  names.forEach((name, at) => w.line(0, `${at === 0 ? 'Image pull secrets:' : '                   '}\t${name}`));
  yield* describeEvents(w, object, context);
};

const SCOPES: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating: 'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

function describeScopes(w: Writer, level: number, mark: string, scopes: readonly string[] | undefined): void {
  const sorted = [...(scopes ?? [])].sort(byText);
  if (sorted.length === 0) return;
  w.line(level, `Scopes:\t${sorted.join(', ')}`);
  for (const scope of sorted) if (SCOPES[scope]) w.line(level, `${mark}* ${SCOPES[scope] ?? ''}`);
}

export const describeQuota: Describe = function* (w, object) {
  const quota = object as unknown as ResourceQuota;
  writeName(w, quota);
  describeScopes(w, 0, ' ', quota.spec.scopes);
  w.line(0, 'Resource\tUsed\tHard');
  w.line(0, '--------\t----\t----');
  const { hard, used } = quota.status as { hard?: Amounts; used?: Amounts };
  for (const name of Object.keys(hard ?? {}).sort(byText)) w.line(0, `${name}\t${amount(used, name, '0')}\t${amount(hard, name, '0')}`);
};

const LIMIT_TITLES = 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio';
const LIMIT_RULES = '----\t--------\t---\t---\t---------------\t-------------\t-----------------------';

function describeLimits(w: Writer, limits: readonly k8s.LimitRangeItem[], prefix: string): void {
  for (const item of limits) {
    const lists = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio] as readonly (Amounts | undefined)[];
    const names = [...new Set(lists.flatMap((list) => Object.keys(list ?? {})))].sort(byText);
    for (const name of names) w.line(0, `${prefix}${item.type}\t${name}\t${lists.map((list) => amount(list, name, '-')).join('\t')}`);
  }
}

export const describeLimitRange: Describe = function* (w, object) {
  const range = object as unknown as LimitRange;
  writeName(w, range);
  w.line(0, LIMIT_TITLES);
  w.line(0, LIMIT_RULES);
  describeLimits(w, range.spec.limits, '');
};

export const describeNamespace: Describe = function* (w, object, context) {
  const namespace = object as unknown as Namespace;
  w.line(0, `Name:\t${namespace.metadata.name}`);
  writeMetadata(w, namespace);
  w.line(0, `Status:\t${namespace.status.phase ?? ''}`);
  const conditions = namespace.status.conditions ?? [];
  if (conditions.length > 0) {
    w.line(0, 'Conditions:');
    w.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    w.line(1, '----\t------\t------------------\t------\t-------');
    for (const { type, status, lastTransitionTime, reason, message } of conditions) w.line(1, `${type}\t${status}\t${rfc1123(lastTransitionTime)}\t${reason ?? ''}\t${message ?? ''}`);
  }
  w.line(0, '');
  const name = namespace.metadata.name;
  describeQuotas(w, (yield* related(context, 'resourcequotas', name)) as unknown as readonly ResourceQuota[]);
  w.line(0, '');
  const ranges = (yield* related(context, 'limitranges', name)) as unknown as readonly LimitRange[];
  if (ranges.length === 0) return w.line(0, 'No LimitRange resource.');
  w.line(0, `Resource Limits\n ${LIMIT_TITLES}`);
  w.line(0, ` ${LIMIT_RULES}`);
  for (const range of ranges) describeLimits(w, range.spec.limits, ' ');
};

function describeQuotas(w: Writer, quotas: readonly ResourceQuota[]): void {
  if (quotas.length === 0) return w.line(0, 'No resource quota.');
  w.line(0, 'Resource Quotas');
  for (const quota of quotas.toSorted((a, b) => byText(a.metadata.name, b.metadata.name))) {
    w.line(1, `Name:\t${quota.metadata.name}`);
    describeScopes(w, 1, '', quota.spec.scopes);
    w.line(1, 'Resource\tUsed\tHard');
    w.line(1, '--------\t---\t---');
    const { hard, used } = quota.status as { hard?: Amounts; used?: Amounts };
    for (const name of Object.keys(hard ?? {}).sort(byText)) w.line(1, `${name}\t${amount(used, name, '0')}\t${amount(hard, name, '0')}`);
  }
}

export const describePriorityClass: Describe = function* (w, object, context) {
  const priority = object as unknown as PriorityClass;
  w.line(0, `Name:\t${priority.metadata.name}`);
  w.line(0, `Value:\t${priority.value}`);
  w.line(0, `GlobalDefault:\t${priority.globalDefault ?? false}`);
  w.line(0, `PreemptionPolicy:\t${priority.preemptionPolicy ?? ''}`);
  w.line(0, `Description:\t${priority.description ?? ''}`);
  w.line(0, `Annotations:\t${formatPairs(priority.metadata.annotations)}`);
  yield* describeEvents(w, object, context);
};

export const describeDisruptionBudget: Describe = function* (w, object, context) {
  const budget = object as unknown as PodDisruptionBudget;
  const { spec, status } = budget;
  writeName(w, budget);
  if (spec.minAvailable !== undefined && spec.minAvailable !== null) w.line(0, `Min available:\t${spec.minAvailable}`);
  else if (spec.maxUnavailable !== undefined && spec.maxUnavailable !== null) w.line(0, `Max unavailable:\t${spec.maxUnavailable}`);
  w.line(0, `Selector:\t${spec.selector ? selectorText(spec.selector) || '<none>' : '<unset>'}`);
  w.line(0, 'Status:');
  w.line(2, `Allowed disruptions:\t${status.disruptionsAllowed}`);
  w.line(2, `Current:\t${status.currentHealthy}`);
  w.line(2, `Desired:\t${status.desiredHealthy}`);
  w.line(2, `Total:\t${status.expectedPods}`);
  yield* describeEvents(w, object, context);
};

interface Rule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}
interface Compact {
  readonly resource: string;
  readonly group: string;
  readonly url: string;
  readonly name: string;
  readonly verbs: string[];
}
const listed = (text: string): string => `[${text}]`;
/** A rule as the API's generated String writes it: by that they are sorted. */
const ruleText = ({ verbs, group, resource, name, url }: Compact): string => `Verbs:${listed(verbs.join(' '))},APIGroups:${listed(group)},Resources:${listed(resource)},ResourceNames:${listed(name)},NonResourceURLs:${listed(url)},`;

/** One line for each resource, its verbs together; one for each verb on a path. Follows kubectl pkg/util/rbac. */
function compact(rules: readonly Rule[]): readonly Compact[] {
  const lines: Compact[] = [];
  for (const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs = [] } of rules) {
    for (const group of apiGroups) for (const resource of resources) for (const name of resourceNames.length > 0 ? resourceNames : ['']) {
      const known = lines.find((line) => line.url === '' && line.group === group && line.resource === resource && line.name === name);
      if (known) known.verbs.push(...verbs.filter((verb) => !known.verbs.includes(verb)));
      else lines.push({ resource, group, url: '', name, verbs: [...new Set(verbs)] });
    }
    for (const url of nonResourceURLs) for (const verb of verbs) lines.push({ resource: '', group: '', url, name: '', verbs: [verb] });
  }
  return lines.toSorted((a, b) => byText(ruleText(a), ruleText(b)));
}

export const describeRole: Describe = function* (w, object) {
  w.line(0, `Name:\t${object.metadata.name}`);
  writeMetadata(w, object);
  w.line(0, 'PolicyRule:');
  w.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
  w.line(1, '---------\t-----------------\t--------------\t-----');
  for (const { resource, group, url, name, verbs } of compact((object['rules'] ?? []) as readonly Rule[])) w.line(1, [group === '' ? resource : `${resource}.${group}`, listed(url), listed(name), listed(verbs.join(' '))].join('\t'));
};

export const describeRoleBinding: Describe = function* (w, object: KubeObject): Client<void> {
  const role = object['roleRef'] as { kind?: string; name?: string } | undefined;
  w.line(0, `Name:\t${object.metadata.name}`);
  writeMetadata(w, object);
  w.line(0, 'Role:');
  w.line(1, `Kind:\t${role?.kind ?? ''}`);
  w.line(1, `Name:\t${role?.name ?? ''}`);
  w.line(0, 'Subjects:');
  w.line(1, 'Kind\tName\tNamespace');
  w.line(1, '----\t----\t---------');
  for (const { kind, name, namespace } of (object['subjects'] ?? []) as readonly { kind: string; name: string; namespace?: string }[]) w.line(1, `${kind}\t${name}\t${namespace ?? ''}`);
};
