/** The picture in words, for those who hear it: the same facts, as lists. */
import { memo, useDeferredValue, type ReactNode } from 'react';
import { keeperLabel } from '../../session/index.ts';
import { bytesText, cpuText } from './project/capacity.ts';
import { podsOn, type ClusterGraph, type PodBox } from './project/cluster.ts';
import type { KeeperChip } from './project/keepers.ts';

/** Heard one after the other: past thirty a count says more. */
const MOST = 30;

const podWords = (pod: PodBox): string =>
  `${pod.name}, ${keeperLabel(pod.keeper)}: ${pod.word}${pod.ip === '' ? '' : `, ${pod.ip}`}; ${pod.chips.map((chip) => `${chip.name}${chip.word === '' ? '' : ` ${chip.word}`}`).join(', ')}${pod.why === '' ? '' : `; ${pod.why}`}`;

/** The lines of a keeper, as names. */
function keeperWords(chip: KeeperChip, pods: readonly PodBox[]): string {
  const names = (uids: readonly string[]): string => {
    const wanted = new Set(uids);
    const own = pods.filter((pod) => wanted.has(pod.uid)).map((pod) => pod.name);
    return own.length === 0 ? 'no Pod' : `${own.slice(0, MOST).join(', ')}${own.length > MOST ? ` and ${own.length - MOST} more` : ''}`;
  };
  const idle = chip.idle.length === 0 ? '' : `; selects ${names(chip.idle)}, not ready`;
  return `${chip.kind} ${chip.name} ${chip.kind === 'Service' ? 'sends to' : 'keeps'} ${names(chip.pods)}${idle}`;
}

const PodLine = memo(({ pod }: { readonly pod: PodBox }): ReactNode => <li>{podWords(pod)}</li>);
const PodList = ({ pods }: { readonly pods: readonly PodBox[] }): ReactNode => (
  <ul>
    {pods.slice(0, MOST).map((pod) => <PodLine key={pod.uid} pod={pod} />)}
    {pods.length > MOST && <li>and {pods.length - MOST} more Pods</li>}
  </ul>
);

/** The words may come a moment after the picture. */
export const ClusterText = ({ graph }: { readonly graph: ClusterGraph }): ReactNode => <Words graph={useDeferredValue(graph)} />;

const Words = memo(({ graph }: { readonly graph: ClusterGraph }): ReactNode => {
  const waiting = podsOn(graph, '');
  return (
    <div className="visually-hidden" role="region" aria-label="The cluster in words">
      <h2>The cluster in words</h2>
      <ul>
        {graph.request !== null && <li>{graph.request.title}, answered {graph.request.code}: {graph.request.stages.map((one) => `${one.stage} ${one.end === 'after' ? 'not reached' : one.end}`).join(', ')}</li>}
        {graph.plane.map((plane) => <li key={plane.id}>{plane.id}: {plane.says}</li>)}
        {waiting.length > 0 && <li>On no node yet: <PodList pods={waiting} /></li>}
        {graph.keepers.map((chip) => <li key={chip.key}>{keeperWords(chip, graph.pods)}</li>)}
        {graph.machines.map((machine) => (
          <li key={machine.name}>
            {machine.name}, {machine.ready ? 'Ready' : 'NotReady'}, CPU {cpuText(machine.used.milliCpu)} of {cpuText(machine.size.milliCpu)}, memory {bytesText(machine.used.memory)} of {bytesText(machine.size.memory)} requested
            <PodList pods={podsOn(graph, machine.name)} />
          </li>
        ))}
      </ul>
    </div>
  );
});
