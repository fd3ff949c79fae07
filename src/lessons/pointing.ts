/** What a step points at: a line of a manifest, a thing in the picture, a moment of the story, a row of the scheduler's matrix. */
import type { TraceEvent } from '../cluster/contract/trace.ts';

type Thing = 'node' | 'pod' | 'container' | 'service' | 'volume' | 'part';
const PARTS = ['kubectl', 'api-server', 'etcd', 'scheduler', 'controllers', 'pause', 'address'] as const;
export type Pointer =
  /** `line pod.yaml spec.containers[0].image` */
  | { readonly to: 'line'; readonly file: string; readonly path: string }
  /** `pod shop`, `container shop/web`, `part scheduler`; a name may end in `*`. */
  | { readonly to: 'thing'; readonly thing: Thing; readonly name: string }
  /** `moment scheduler/bound shop`: the latest such record about that name; `first moment …` for the first. */
  | { readonly to: 'moment'; readonly record: string; readonly about: string; readonly first: boolean }
  /** `row node-3 NodeResourcesFit`; without a plugin the whole row. */
  | { readonly to: 'row'; readonly node: string; readonly plugin: string };

const THINGS: readonly Thing[] = ['node', 'pod', 'container', 'service', 'volume', 'part'];
/** Null where the text is no pointer. */
export function parsePointer(text: string): Pointer | null {
  const words = text.trim().split(/\s+/);
  const first = words[0] === 'first';
  const [kind = '', one = '', two = '', more] = first ? words.slice(1) : words;
  if (one === '' || more !== undefined || (first && kind !== 'moment')) return null;
  if (kind === 'line') return two === '' ? null : { to: 'line', file: one, path: two };
  if (kind === 'moment') return two === '' || !one.includes('/') ? null : { to: 'moment', record: one, about: two, first };
  if (kind === 'row') return { to: 'row', node: one, plugin: two };
  const thing = THINGS.find(each => each === kind);
  if (thing === undefined || two !== '' || (thing === 'part' && !PARTS.some(part => part === one))) return null;
  return { to: 'thing', thing, name: one };
}

export function pointerText(pointer: Pointer): string {
  switch (pointer.to) {
    case 'line': return `line ${pointer.file} ${pointer.path}`;
    case 'thing': return `${pointer.thing} ${pointer.name}`;
    case 'moment': return `${pointer.first ? 'first ' : ''}moment ${pointer.record} ${pointer.about}`;
    case 'row': return `row ${pointer.node} ${pointer.plugin}`.trim();
  }
}

/** Whether a name is meant: itself, or one that begins like `web-*`. */
export const isMeant = (pattern: string, name: string): boolean => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern);

/** Whether a record is the one of a moment: of that kind, about that Pod, node, Service or `pod/container`. */
export function isMomentOf({ record, about }: Extract<Pointer, { to: 'moment' }>, event: TraceEvent): boolean {
  if (event.type !== record) return false;
  const names = ['pod', 'name', 'service', 'node', 'from', 'to'].flatMap(field => (field in event ? [String((event as unknown as Record<string, unknown>)[field])] : []));
  const container = 'container' in event && 'pod' in event ? [`${event.pod}/${event.container}`] : [];
  return [...names, ...container].some(name => isMeant(about, name));
}
