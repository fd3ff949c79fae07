/** `kubectl events`. Follows kubectl pkg/cmd/events. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import type { ObjectList, RequestOptions } from '../../cluster/contract/api.ts';
import type { k8s, KubeObject } from '../../model/objects.ts';
import { list } from '../builder.ts';
import type { Command, Invocation } from '../command.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import { findMapping, mappingFor, noMatch } from '../mapper.ts';
import { ageOf } from '../printers/age.ts';
import { objectPrinter, PRINT_FLAGS } from '../printers/output.ts';
import { escapeTerminal } from '../printers/table.ts';
import { alignLines, TABLE } from '../printers/tabwriter.ts';
import { print, printError, wallClock } from '../session.ts';
import { openStream } from './streams.ts';

export const eventsCommand: Command = {
  name: 'events',
  use: 'events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  summary: 'List events, oldest first',
  completes: 'nothing',
  flags: [
    ...PRINT_FLAGS,
    ...flags(`
      all-namespaces|A bool # From every namespace.
      chunk-size int=500 # How many to ask for at a time.
      for string # Only about this object, as TYPE/NAME.
      no-headers bool # No headings.
      types slice # Normal or Warning.
      watch|w bool # Keep listing what comes.
    `),
  ],
  run: runEvents,
};

const lastSeen = (event: k8s.Event): string => event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? '';

function interval(event: k8s.Event, now: number): string {
  const first = ageOf(event.eventTime ?? event.firstTimestamp, now);
  if (event.series) return `${ageOf(event.series.lastObservedTime, now)} (x${event.series.count ?? 0} over ${first})`;
  return (event.count ?? 0) > 1 ? `${ageOf(event.lastTimestamp, now)} (x${event.count} over ${first})` : first;
}

const cells = (event: k8s.Event, now: number, withNamespace: boolean): readonly string[] => [
  ...(withNamespace ? [event.metadata?.namespace ?? ''] : []),
  interval(event, now),
  ...[event.type ?? '', event.reason ?? '', `${event.involvedObject?.kind ?? ''}/${event.involvedObject?.name ?? ''}`, (event.message ?? '').trim()].map(escapeTerminal),
];

/** Which object's events are meant. */
function fieldSelector(about: string): string {
  if (about === '') return '';
  const parts = about.split('/');
  if (parts.length === 1) throw new CommandError('--for must be in resource/name form');
  if (parts.length !== 2) throw new CommandError('arguments in resource/name form may not have more than one slash');
  const mapping = findMapping(parts[0] ?? '') ?? noMatch(parts[0] ?? '');
  return `involvedObject.kind=${mapping.kind},involvedObject.apiVersion=${mapping.fact.groupVersion},involvedObject.name=${parts[1] ?? ''}`;
}

function* runEvents({ flags: values, session }: Invocation): Client<number> {
  const selector = fieldSelector(values.text('for'));
  const types = values.list('types').map((type) => type.toLowerCase());
  const printer = yield* objectPrinter(values);
  if (types.some((type) => type !== 'normal' && type !== 'warning')) throw new CommandError('valid --types are Normal or Warning');
  const everywhere = values.bool('all-namespaces');
  const mapping = mappingFor('events');
  const namespace = everywhere ? '' : session.namespace;
  const wanted = (event: k8s.Event): boolean => types.length === 0 || types.includes((event.type ?? '').toLowerCase());
  const head = values.bool('no-headers') ? [] : [[...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']];
  const options: RequestOptions = selector === '' ? {} : { fieldSelector: selector };
  if (values.bool('watch')) {
    const stream = yield* openStream(session, { verb: 'watch', resource: mapping.resource, apiVersion: 'v1', ...(namespace === '' ? {} : { namespace }), options });
    let heads: readonly (readonly string[])[] = head;
    const widths: number[] = [];
    for (;;) {
      for (const chunk of yield* call({ call: 'read', stream, timeoutMs: null })) {
        if (chunk.channel === 'end') return 0;
        if (chunk.channel !== 'watch' || chunk.type === 'DELETED' || !wanted(chunk.object as unknown as k8s.Event)) continue;
        const line = cells(chunk.object as unknown as k8s.Event, yield* wallClock(), everywhere);
        yield* print(printer === null ? alignLines([...heads, line], TABLE, widths) : printer.print({ ...chunk.object, apiVersion: 'v1', kind: 'Event' }));
        heads = [];
      }
    }
  }
  const body = (yield* list(session, { mapping, namespace }, { labelSelector: '', fieldSelector: selector })).body as ObjectList;
  const events = (body.items as unknown as readonly k8s.Event[]).filter(wanted).toSorted((a, b) => Date.parse(lastSeen(a)) - Date.parse(lastSeen(b)));
  if (events.length === 0) {
    yield* printError(everywhere ? 'No events found.\n' : `No events found in ${session.namespace} namespace.\n`);
    return 0;
  }
  // Of a list of events kubectl v1.37 prints no names.
  if (printer?.format === 'name') return 0;
  const now = yield* wallClock();
  if (printer === null) yield* print(alignLines([...head, ...events.map((event) => cells(event, now, everywhere))], TABLE));
  else yield* print(printer.print({ apiVersion: 'v1', items: events.map((event) => ({ ...(event as unknown as KubeObject), apiVersion: 'v1', kind: 'Event' })), kind: 'EventList', metadata: {} }));
  return 0;
}
