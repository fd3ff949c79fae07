/** What the step points at, in words; a press lays the highlighter there again and brings it into sight. */
import type { ReactNode } from 'react';
import { useSession } from '../../session/index.ts';
import type { Pointer } from '../../session/lessons/play.ts';
import { beatOf, pointAt } from '../../session/lessons/pointing.ts';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';

const THINGS = { node: 'node', pod: 'Pod', container: 'container', service: 'Service', volume: 'volume', part: '' } as const;
const PARTS: Readonly<Record<string, string>> = {
  kubectl: 'kubectl', 'api-server': 'the API server', etcd: 'etcd', scheduler: 'the scheduler', controllers: 'the controllers', pause: 'the pause container',
  address: 'the address of the Pod',
};
const MOMENTS: Readonly<Record<string, string>> = {
  'api/request': 'the request', 'scheduler/queued': 'it enters the queue', 'scheduler/attempt': 'nodes are weighed', 'scheduler/bound': 'it is bound to a node', 'scheduler/preempted': 'others make room',
  'kubelet/sandbox': 'its sandbox is made',
  'kubelet/pulling': 'the image is pulled',
  'kubelet/pulled': 'the image is there',
  'kubelet/backoff': 'the kubelet waits',
  'kubelet/killing': 'the kubelet stops it',
  'kubelet/terminating': 'it is told to end',
  'kubelet/condition': 'a condition turns',
  'kubelet/probe': 'a probe asks',
  'runtime/started': 'it starts',
  'runtime/exited': 'it exits',
  'runtime/signal': 'the signal arrives',
  'endpoints/added': 'the Service takes it',
  'endpoints/removed': 'the Service drops it',
  'network/call': 'the call',
};

function wordsOf(pointer: Pointer): string {
  switch (pointer.to) {
    case 'line': return `${pointer.path} in ${pointer.file}`;
    case 'row': return pointer.plugin === '' ? `row ${pointer.node}` : `row ${pointer.node}, column ${pointer.plugin}`;
    case 'moment': return `the moment: ${pointer.about}, ${MOMENTS[pointer.record] ?? pointer.record}`;
    case 'thing': return pointer.thing === 'part' ? (PARTS[pointer.name] ?? pointer.name) : `${THINGS[pointer.thing]} ${pointer.name.replace(/\*$/, '…')}`;
  }
}
const GLYPHS: Readonly<Record<Pointer['to'], GlyphName>> = { line: 'file', thing: 'eye', moment: 'first', row: 'key' };

export function LookAt({ pointers }: { readonly pointers: readonly Pointer[] }): ReactNode {
  const told = useSession(({ clock }) => pointers.map(pointer => (pointer.to === 'moment' && beatOf(pointer, clock.beats) < 0 ? '0' : '1')).join(''));
  const lit = useSession(state => state.pointing.pointers);
  return (
    <p className="l-look">
      <span>Look at</span>
      {pointers.map((pointer, at) => (
        <button key={wordsOf(pointer)} type="button" className="l-look-at" disabled={told[at] === '0'} aria-pressed={lit.includes(pointer)} onClick={() => pointAt([pointer], true)}>
          <Glyph name={GLYPHS[pointer.to]} size={13} />{wordsOf(pointer)}
        </button>
      ))}
    </p>
  );
}
