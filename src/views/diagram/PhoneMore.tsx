/** What stands beside the switch of depths where there is room, behind one button where there is not. */
import type { ReactNode } from 'react';
import { addNode, getState, predictFirst, spareMachines } from '../../session/index.ts';
import type { ActionItem } from '../../ui/action-item.ts';
import { ActionMenu } from '../../ui/action-menu.tsx';
import { Glyph } from '../../ui/glyph.tsx';

const item = (label: string, run: () => void): ActionItem => ({ label, fields: [], line: () => '', trouble: () => '', run });

function itemsNow(onLegend: () => void): readonly ActionItem[] {
  const { machines, view, predictFirst: waits } = getState();
  const [next] = spareMachines({ machines, view });
  return [
    ...(next === undefined ? [] : [item(`Add ${next.name}: ${next.cpu} CPU, ${next.memory}`, () => addNode(next.name))]),
    item(waits ? 'Let the scheduler decide at once' : 'Predict first', () => predictFirst(!waits)),
    item('Legend', onLegend),
  ];
}

export const PhoneMore = ({ onLegend }: { readonly onLegend: () => void }): ReactNode =>
  <ActionMenu label="More about the picture" className="vw-button vw-phone-more" button={<Glyph name="more" />} items={() => Promise.resolve(itemsNow(onLegend))} />;
