/** What a description may ask for: related objects and events. */
import type { Client } from '../../cluster/contract/client.ts';
import type { ObjectList } from '../../cluster/contract/api.ts';
import type { Event, KubeObject, Pod } from '../../model/objects.ts';
import { byText } from '../../base/order.ts';
import { list } from '../builder.ts';
import { isFailure } from '../errors.ts';
import { mappingFor } from '../mapper.ts';
import { ageOf } from '../printers/age.ts';
import type { Session } from '../session.ts';
import { controllerOf } from './pod.ts';
import type { Writer } from './writer.ts';

export interface Context {
  readonly session: Session;
  /** The present instant, in milliseconds since 1970. */
  readonly now: number;
  readonly showEvents: boolean;
}
/** Describes one object; `object` is fresh. */
export type Describe = (w: Writer, object: KubeObject, context: Context) => Client<void>;

/** Objects of a kind; none where they cannot be listed. */
export function* related(context: Context, resource: string, namespace: string, selectors: { readonly label?: string; readonly field?: string } = {}): Client<readonly KubeObject[]> {
  try {
    const body = (yield* list(context.session, { mapping: mappingFor(resource), namespace }, { labelSelector: selectors.label ?? '', fieldSelector: selectors.field ?? '' })).body as ObjectList;
    return body.items;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return [];
  }
}

/** The Events about an object, in the order in which they last happened. */
export function* eventsOf(context: Context, object: KubeObject): Client<readonly Event[]> {
  const { metadata, kind } = object;
  const kindPart = kind === 'Pod' || kind === 'Node' ? '' : `,involvedObject.kind=${kind}`;
  const namespace = metadata.namespace ?? '';
  const field = `involvedObject.name=${metadata.name}${namespace === '' ? '' : `,involvedObject.namespace=${namespace}`}${kindPart},involvedObject.uid=${metadata.uid}`;
  const found = (yield* related(context, 'events', namespace, { field })) as unknown as readonly Event[];
  return found.toSorted((a, b) => byText(lastSeen(a), lastSeen(b)));
}
const lastSeen = (event: Event): string => event.lastTimestamp ?? event.series?.lastObservedTime ?? event.eventTime ?? event.metadata.creationTimestamp;

/** The table of Events at the end of a description. */
export function* describeEvents(w: Writer, object: KubeObject, context: Context): Client<void> {
  if (!context.showEvents) return;
  writeEvents(w, yield* eventsOf(context, object), context.now);
}

export function writeEvents(w: Writer, events: readonly Event[], now: number): void {
  if (events.length === 0) return w.line(0, 'Events:\t<none>');
  w.flush();
  w.write(0, 'Events:\n  Type\tReason\tAge\tFrom\tMessage\n');
  w.line(1, '----\t------\t----\t----\t-------');
  for (const event of events) {
    const first = ageOf(event.eventTime ?? event.firstTimestamp, now);
    const { series, count } = event;
    const age = series ? `${ageOf(series.lastObservedTime, now)} (x${series.count ?? 0} over ${first})` : (count ?? 0) > 1 ? `${ageOf(event.lastTimestamp, now)} (x${count ?? 0} over ${first})` : first;
    const source = event.source?.component || (event.reportingComponent ?? '');
    const place = event.involvedObject.fieldPath;
    w.line(1, `${event.type ?? ''}\t${event.reason ?? ''}\t${age}\t${source}\t${place ? `${place}: ` : ''}${(event.message ?? '').trim()}`);
  }
}

/** How the Pods of a controller fare. */
export function* podsStatus(context: Context, object: KubeObject, label: string): Client<string> {
  const pods = ((yield* related(context, 'pods', object.metadata.namespace ?? '', { label })) as unknown as readonly Pod[]).filter(({ metadata }) => controllerOf(metadata)?.uid === object.metadata.uid);
  const count = (phase: string): number => pods.filter(({ status }) => status.phase === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}
