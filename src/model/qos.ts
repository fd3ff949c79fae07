/** A Pod's class of service, from what it asks for. Follows pkg/apis/core/helper/qos ComputePodQOS. */
import { compareQuantities } from './quantity.ts';

type Texts = Readonly<Record<string, string>> | undefined;
export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const positive = (amount: string | undefined): amount is string => amount !== undefined && compareQuantities(amount, '0') > 0;

/** `holders` are a Pod's own resources where it has any, else those of all its containers. Only cpu and memory count, and 0 counts as nothing. */
export function qosClassOf(holders: readonly { readonly requests?: Texts; readonly limits?: Texts }[]): QosClass {
  let [some, guaranteed] = [false, true];
  for (const { requests, limits } of holders) {
    for (const name of ['cpu', 'memory']) {
      const [request, limit] = [requests?.[name], limits?.[name]];
      some ||= positive(request) || positive(limit);
      guaranteed &&= positive(request) && positive(limit) && compareQuantities(request, limit) === 0;
    }
  }
  return !some ? 'BestEffort' : guaranteed ? 'Guaranteed' : 'Burstable';
}
