/** `kubectl auth can-i --list`: all that one may do. Follows kubectl pkg/cmd/auth/cani.go and component-helpers auth/rbac/validation. */
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import type { Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { plainTable } from '../printers/table.ts';
import { print } from '../session.ts';
import { review, words } from './auth-review.ts';

interface Rule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];
  readonly names: readonly string[];
  readonly urls: readonly string[];
}
const rulesIn = (value: unknown): readonly Readonly<Record<string, unknown>>[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** Rules about one thing each. */
function brokenDown(status: Readonly<Record<string, unknown>>): readonly Rule[] {
  const ofObjects = rulesIn(status['resourceRules']).flatMap((rule) => words(rule['apiGroups']).flatMap((group) => words(rule['resources']).flatMap((resource) => words(rule['verbs']).flatMap((verb): readonly Rule[] => {
    const names = words(rule['resourceNames']);
    const each = { verbs: [verb], groups: [group], resources: [resource], urls: [] };
    return names.length === 0 ? [{ ...each, names: [] }] : names.map((name) => ({ ...each, names: [name] }));
  }))));
  const ofPaths = rulesIn(status['nonResourceRules']).flatMap((rule) => words(rule['nonResourceURLs']).flatMap((url) => words(rule['verbs']).map((verb): Rule => ({ verbs: [verb], groups: [], resources: [], names: [], urls: [url] }))));
  return [...ofObjects, ...ofPaths];
}

/** The verbs of one resource together. */
function compacted(rules: readonly Rule[]): readonly Rule[] {
  const simple = new Map<string, Rule>();
  const others: Rule[] = [];
  for (const rule of rules) {
    if (rule.urls.length > 0) {
      others.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.groups, rule.resources, rule.names]);
    const known = simple.get(key);
    simple.set(key, known === undefined ? rule : { ...known, verbs: [...known.verbs, ...rule.verbs.filter((verb) => !known.verbs.includes(verb))] });
  }
  return [...others, ...simple.values()];
}

const list = (values: readonly string[]): string => `[${values.join(' ')}]`;
/** As Go writes a rule, by which rules are sorted. */
const goText = ({ verbs, groups, resources, names, urls }: Rule): string => `Verbs:${list(verbs)},APIGroups:${list(groups)},Resources:${list(resources)},ResourceNames:${list(names)},NonResourceURLs:${list(urls)},`;

function resourceText({ resources, groups }: Rule): string {
  const [resource = ''] = resources;
  const [plain = '', ...sub] = resource.split('/');
  const [group = ''] = groups;
  return `${plain}${group === '' ? '' : `.${group}`}${sub.length === 0 ? '' : `/${sub.join('/')}`}`;
}

export function* listRights({ args, flags: values, session }: Invocation): Client<number> {
  if (args.length > 0) throw new CommandError('list option must be specified with no arguments');
  if (values.bool('quiet') || values.bool('all-namespaces') || values.text('subresource') !== '') throw new CommandError("list option can't be specified with neither quiet, all-namespaces nor subresource options");
  const status = yield* review(session, 'selfsubjectrulesreviews.authorization.k8s.io', 'SelfSubjectRulesReview', { namespace: session.namespace });
  const rules = compacted(brokenDown(status)).toSorted((a, b) => byText(goText(a), goText(b)));
  const rows = rules.map((rule) => [resourceText(rule), list(rule.urls), list(rule.names), list(rule.verbs)]);
  yield* print(plainTable(['Resources', 'Non-Resource URLs', 'Resource Names', 'Verbs'], rows, values.bool('no-headers')));
  return 0;
}
