/** What lasts: logs, exec, attach and port-forward of a Pod, answered by its node; and watches. */
import type { Pod } from '../../../model/objects.ts';
import { badRequest, notFound, type Status } from '../../../model/status.ts';
import { find, refusal } from '../call.ts';
import type { Call } from '../types.ts';
import type { Opened } from './opened.ts';

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
