/** What stands beside the switch of depths where there is room, behind one button where there is not. */
import type { ReactNode } from 'react';
import { addNode, getState, predictFirst, setLayer, spareMachines, type Depth } from '../../session/index.ts';
import type { ActionItem } from '../../ui/action-item.ts';
import { ActionMenu } from '../../ui/action-menu.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { linesOf, openedPod } from './pod-lines.ts';

const item = (label: string, run: () => void): ActionItem => ({ label, fields: [], line: () => '', trouble: () => '', run });

function ofTheMap(): readonly ActionItem[] {
  const { machines, view, predictFirst: waits } = getState();
  const [next] = spareMachines({ machines, view });
  return [
    ...(next === undefined ? [] : [item(`Add ${next.name}: ${next.cpu} CPU, ${next.memory}`, () => addNode(next.name))]),
    item(waits ? 'Let the scheduler decide at once' : 'Predict first', () => predictFirst(!waits)),
  ];
}
function ofThePod(): readonly ActionItem[] {
  const { view, openPod, layer } = getState();
  const pod = openedPod(view, openPod);
  if (pod === undefined) return [];
  return [layer === 'files' ? item('Back to its wires', () => setLayer('')) : item('Its files', () => setLayer('files')), ...linesOf(pod)];
}

function itemsNow(depth: Depth, onLegend: () => void): readonly ActionItem[] {
  const own = depth === 'cluster' ? ofTheMap() : depth === 'pod' ? ofThePod() : [];
  return [...own, item('Legend', onLegend)];
}

export const PhoneMore = ({ depth, onLegend }: { readonly depth: Depth; readonly onLegend: () => void }): ReactNode =>
  <ActionMenu label="More about the picture" className="vw-button vw-phone-more" button={<Glyph name="more" />} items={() => Promise.resolve(itemsNow(depth, onLegend))} />;
