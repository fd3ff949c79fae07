/** What the server offers and where it is: `api-resources`, `api-versions`, `cluster-info`, `options`. */
import type { Client } from '../../cluster/contract/client.ts';
import { byText } from '../../base/order.ts';
import { groupOf, groupResource } from '../../model/resources.ts';
import type { ResourceFact } from '../../model/resources.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { optionsText } from '../help.ts';
import { SERVER } from '../kubeconfig.ts';
import { resourceEntry, servedFacts } from '../discovery.ts';
import { isPreferred } from '../mapper.ts';
import { objectPrinter } from '../printers/output.ts';
import { plainTable } from '../printers/table.ts';
import { print } from '../session.ts';
import { noArguments } from '../usage.ts';

export const apiResourcesCommand: Command = {
  name: 'api-resources',
  use: 'api-resources',
  summary: 'List the kinds that the server knows',
  flagsInUse: true,
  completes: 'nothing',
  flags: flags(`
    api-group string # Only this group.
    cached bool # Use what was asked before.
    categories slice # Only resources of these categories.
    namespaced bool=true # Only those with a namespace, or with false those without.
    no-headers bool # No headings.
    output|o string # wide, name, json, yaml or kyaml.
    show-managed-fields bool # Keep managedFields in the output.
    sort-by string # name or kind.
    verbs slice # Only resources with these verbs.
  `),
  run: runApiResources,
};

const HEAD = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND'];
const WIDE_HEAD = [...HEAD, 'VERBS', 'CATEGORIES'];
const fullName = (fact: ResourceFact): string => groupResource(groupOf(fact.groupVersion), fact.name);

function* runApiResources(invocation: Invocation): Client<number> {
  noArguments(invocation);
  const { flags: values } = invocation;
  const [sort, output] = [values.text('sort-by'), values.text('output')];
  if (!['', 'name', 'wide', 'json', 'yaml', 'kyaml'].includes(output)) throw new CommandError(`unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: json,kyaml,name,wide,yaml`);
  if (!['', 'name', 'kind'].includes(sort)) throw new CommandError('--sort-by accepts only name or kind');
  const served = yield* servedFacts();
  const facts = served.filter(isPreferred).filter((fact) => wanted(fact, invocation)).toSorted(order(sort));
  if (output === 'name') {
    yield* print(facts.map((fact) => `${fullName(fact)}\n`).join(''));
    return 0;
  }
  const printer = output === 'wide' ? null : yield* objectPrinter(values);
  if (printer !== null) {
    yield* print(printer.print({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: '', resources: facts.map((fact) => resourceEntry(fact, fact.groupVersion)) }, true));
    return 0;
  }
  const wide = output === 'wide';
  const rows = facts.map((fact) => [fact.name, (fact.shortNames ?? []).join(','), fact.groupVersion, String(fact.namespaced), fact.kind, ...(wide ? [fact.verbs.join(','), (fact.categories ?? []).join(',')] : [])]);
  yield* print(plainTable(wide ? WIDE_HEAD : HEAD, rows, values.bool('no-headers')));
  return 0;
}

function wanted(fact: ResourceFact, { flags: values }: Invocation): boolean {
  if (fact.verbs.length === 0) return false;
  if (values.changed('api-group') && groupOf(fact.groupVersion) !== values.text('api-group')) return false;
  if (values.changed('namespaced') && fact.namespaced !== values.bool('namespaced')) return false;
  return values.list('verbs').every((verb) => fact.verbs.includes(verb)) && values.list('categories').every((category) => (fact.categories ?? []).includes(category));
}

const order = (sort: string) => (a: ResourceFact, b: ResourceFact): number =>
  sort === 'name' ? byText(a.name, b.name) : sort === 'kind' ? byText(a.kind, b.kind) : byText(groupOf(a.groupVersion), groupOf(b.groupVersion)) || byText(a.name, b.name);

export const apiVersionsCommand: Command = {
  name: 'api-versions',
  use: 'api-versions',
  summary: 'List the API versions that the server knows',
  completes: 'nothing',
  flags: [],
  *run(invocation) {
    noArguments(invocation);
    yield* print([...new Set((yield* servedFacts()).map(({ groupVersion }) => groupVersion))].sort(byText).map((each) => `${each}\n`).join(''));
    return 0;
  },
};

export const clusterInfoCommand: Command = {
  name: 'cluster-info',
  use: 'cluster-info',
  summary: 'Tell where the cluster is',
  flagsInUse: true,
  completes: 'nothing',
  flags: [],
  *run() {
    yield* print(`Kubernetes control plane is running at ${SERVER}\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n`);
    return 0;
  },
  subcommands: [
    {
      name: 'dump', use: 'dump', summary: 'Dump everything for finding faults', flagsInUse: true, flags: [],
      *run() {
        throw new CommandError('cluster-info dump is not part of this sandbox; kubectl get all -A -o yaml shows the objects');
      },
    },
  ],
};

export const optionsCommand: Command = {
  name: 'options',
  use: 'options',
  summary: 'List the flags that every command takes',
  flagsInUse: true,
  completes: 'nothing',
  flags: [],
  *run() {
    yield* print(optionsText());
    return 0;
  },
};
