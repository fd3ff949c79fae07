/** What a step is about: the thing in the picture. */
import { podOf, type TraceEvent } from '../../cluster/contract/trace.ts';
import type { Selection } from '../types.ts';

export function subjectOf(record: TraceEvent): Selection | null {
  if (record.type === 'api/request') {
    if (record.code >= 400 || record.kind !== 'Pod' || record.verb === 'delete') return { kind: 'Request', serial: record.serial };
    return { kind: 'Pod', namespace: record.namespace, name: record.name };
  }
  if ('container' in record) return { kind: 'Container', ...podOf(record.pod), container: record.container };
  if ('uid' in record) return { kind: 'Pod', ...podOf(record.pod) };
  if (record.type === 'node/ready' || record.type === 'node/lost') return { kind: 'Node', name: record.node };
  if (record.type === 'endpoints/added' || record.type === 'endpoints/removed') return { kind: 'Service', ...podOf(record.service) };
  if (record.type === 'network/call') {
    const hop = record.hops.find(({ pod }) => pod !== '');
    return hop === undefined ? null : { kind: 'Pod', ...podOf(hop.pod) };
  }
  return null;
}
