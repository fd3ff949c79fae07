/** Which containers' names fit into a Pod's box: a line is dropped, letters are not. */
import type { ContainerChip } from '../project/pod-state.ts';

/** Width of a letter of the machine's voice at 12 px. */
const LETTER = 7.25;
const PADDING = 17;
const GAP = 5;
export const chipText = (chip: ContainerChip): string => (chip.look === 'exited' && chip.kind !== 'init' && chip.word !== '' ? chip.word : chip.name);
const widthOf = (chip: ContainerChip): number => PADDING + chipText(chip).length * LETTER + (chip.kind === 'sidecar' ? 18 : 0) + (chip.kind === 'init' ? 8 : 0) + (chip.retry === null ? 0 : 18);

interface FittedChips {
  readonly shown: readonly ContainerChip[];
  readonly hidden: number;
}
/** As many as fit, those in trouble first to stay; at least one. */
export function fitChips(chips: readonly ContainerChip[], width: number): FittedChips {
  const all = chips.reduce((sum, chip) => sum + widthOf(chip) + GAP, -GAP);
  if (all <= width || chips.length < 2) return { shown: chips, hidden: 0 };
  const room = width - 28 - GAP;
  const kept = new Set<ContainerChip>();
  let used = -GAP;
  for (const chip of [...chips].sort((a, b) => Number(b.failed) - Number(a.failed))) {
    if (kept.size > 0 && used + GAP + widthOf(chip) > room) continue;
    kept.add(chip);
    used += GAP + widthOf(chip);
  }
  return { shown: chips.filter((chip) => kept.has(chip)), hidden: chips.length - kept.size };
}
