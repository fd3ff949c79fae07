/** What lasts: logs, exec, attach and port-forward of a Pod, answered by its node; and watches. */
import type { KubeObject, Pod } from '../../../model/objects.ts';
import type { GroupResource } from '../../../model/objects.ts';
import { badRequest, notFound, type Status } from '../../../model/status.ts';
import type { ApiRequest, ApiResponse } from '../../contract/api.ts';
import { find, refusal, type Call } from '../call.ts';
import type { Predicate } from './read.ts';

/** What feeds a watch: writes to `resource` that `matches`, as `present` shows them. */
export interface WatchOpened {
  readonly kind: 'watch';
  readonly resource: GroupResource;
  /** '' for all namespaces. */
  readonly namespace: string;
  /** The revision after which writes are wanted; null means from now on, after the initial objects. */
  readonly since: number | null;
  readonly matches: Predicate;
  /** The object as it is sent: itself, or a Table of one row where Tables were asked for. */
  readonly present: (object: KubeObject) => KubeObject;
  readonly initial: readonly KubeObject[];
  readonly warnings: readonly string[];
}
export type Opened =
  | { readonly kind: 'refused'; readonly response: ApiResponse }
  | WatchOpened
  /** The log of a Pod that no node has yet: there is nothing in it. */
  | { readonly kind: 'empty' }
  | { readonly kind: 'node'; readonly node: string; readonly pod: Pod; readonly request: ApiRequest };

export function answerConnect(call: Call): Opened {
  const name = call.request.name ?? '';
  const refused = (status: Status): Opened => ({ kind: 'refused', response: refusal(call, status) });
  if (call.row.resource !== 'pods' || !['log', 'exec', 'attach', 'portforward'].includes(call.subresource)) return refused(badRequest('this request does not last'));
  const pod = find(call, 'pods', call.namespace, name);
  if (pod === null) return refused(notFound('pods', name));
  const container = call.subresource === 'portforward' ? { ok: true as const, name: '' } : containerOf(pod, call.options.container ?? '');
  if (!container.ok) return refused(badRequest(container.why));
  const node = pod.spec.nodeName ?? '';
  if (node === '') return call.subresource === 'log' ? { kind: 'empty' } : refused(badRequest(`pod ${name} does not have a host assigned`));
  return { kind: 'node', node, pod, request: { ...call.request, options: { ...call.options, ...(container.name === '' ? {} : { container: container.name }) } } };
}

/** The container that is meant; one must be named where there are several. Follows registry/core/pod validateContainer. */
function containerOf(pod: Pod, asked: string): { readonly ok: true; readonly name: string } | { readonly ok: false; readonly why: string } {
  const names = (list: readonly { readonly name: string }[] | undefined): readonly string[] => (list ?? []).map(each => each.name);
  const main = names(pod.spec.containers);
  const all = [...names(pod.spec.initContainers), ...main, ...names(pod.spec.ephemeralContainers)];
  const { name } = pod.metadata;
  if (asked !== '') return all.includes(asked) ? { ok: true, name: asked } : { ok: false, why: `container ${asked} is not valid for pod ${name}` };
  return main.length === 1 ? { ok: true, name: main[0] ?? '' } : { ok: false, why: `a container name must be specified for pod ${name}, choose one of: [${all.join(' ')}]` };
}
