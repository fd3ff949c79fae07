/** Each node's own network as a fact of the history: routes, Services' rules, its sockets. */
import { jsonEqual } from '../../base/json.ts';
import type { Plan } from '../contract/component.ts';
import { hostFactKey } from '../contract/facts.ts';
import type { HostFact } from '../contract/facts.ts';
import { nodeRoutes } from './interfaces.ts';
import { socketsOf } from './sockets.ts';
import type { NetworkState } from './state.ts';

export function writeHostFacts(state: NetworkState, plan: Plan): void {
  const services = [...state.rulesOf.keys()].flatMap((name) => (state.rulesOf.get(name) ?? []).flatMap((key) => state.rules.get(key) ?? []));
  const shown: HostFact['services'] = services.map(({ service, address, port, protocol, endpoints }) => ({ service, address, port, protocol, endpoints: endpoints.map((each) => `${each.address}:${each.port}`) }));
  for (const node of state.nodes.values()) {
    const key = hostFactKey(node.name);
    const before = plan.view.fact(key) as HostFact | undefined;
    // A machine that has never been on.
    if (before === undefined && state.cutOff.has(node.name)) continue;
    const fact: HostFact = {
      fact: 'host',
      node: node.name,
      address: node.address,
      podCIDR: node.podCIDR,
      bridge: 'cni0',
      routes: before?.routes ?? nodeRoutes(state, node),
      reachable: !state.cutOff.has(node.name),
      services: before !== undefined && jsonEqual(before.services, shown) ? before.services : shown,
      sockets: socketsOf(state, `node/${node.name}`),
    };
    if (before === undefined || !jsonEqual(before, fact)) plan.fact(key, fact);
  }
}
