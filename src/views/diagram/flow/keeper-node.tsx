/** A Service or an owner on the shelf: pointed at, it draws its lines; chosen, it keeps them and is inspected. */
import { memo, type ReactNode } from 'react';
import type { Node, NodeProps } from '@xyflow/react';
import { touchKey } from '../../../session/index.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import type { KeeperChip } from '../project/keepers.ts';
import { nameOf, type ChipWords } from '../layout/shelf.ts';
import { useActions } from './actions.ts';
import { Touch } from './touch.tsx';

export type KeeperFlowNode = Node<{ readonly chip: KeeperChip; readonly words: ChipWords; readonly chosen: boolean }, 'keeper'>;
export type LinesFlowNode = Node<Record<string, never>, 'lines'>;

const does = (chip: KeeperChip): string => (chip.kind === 'Service'
  ? `sends to ${chip.pods.length} of ${chip.pods.length + chip.idle.length} Pods that it selects`
  : `keeps ${chip.pods.length} ${chip.pods.length === 1 ? 'Pod' : 'Pods'}`);

export const KeeperNode = memo(({ data: { chip, words, chosen } }: NodeProps<KeeperFlowNode>): ReactNode => {
  const actions = useActions();
  const name = nameOf(chip);
  return (
    <button
      type="button"
      className={`nodrag dg-keeper ${chip.kind === 'Service' ? 'dg-service' : ''} ${chosen ? 'dg-chosen' : ''}`}
      aria-pressed={chosen}
      aria-label={`${chip.kind} ${name}, ${does(chip)}${chip.count === '' ? '' : `, ${chip.count} ready`}`}
      title={`${chip.kind} ${name}`}
      onClick={() => (chosen ? actions.unselect() : actions.select(chip.kind, chip.namespace, chip.name))}
      onPointerEnter={() => actions.point(chip.key)}
      onPointerLeave={() => actions.point('')}
      onFocus={() => actions.point(chip.key)}
      onBlur={() => actions.point('')}
    >
      <Touch of={touchKey(chip.resource, chip.namespace, chip.name)} />
      <span className={words === 'kind' ? '' : 'mono'}>{words === 'kind' ? chip.kind : chip.short}</span>
      <b>{name}</b>
      {chip.count !== '' && <span className={`mono ${chip.whole ? '' : 'dg-short-of'}`}>{chip.count}</span>}
    </button>
  );
});

/** Shows the lines of all of them, or only of what is pointed at. */
export const LinesNode = memo((): ReactNode => {
  const { lines, toggleLines } = useActions();
  return <button type="button" className="nodrag dg-lines" aria-pressed={lines} onClick={toggleLines} aria-label="Show the lines of all Services and owners to their Pods"><Glyph name="lines" size={14} />Lines</button>;
});
