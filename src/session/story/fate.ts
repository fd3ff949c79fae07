/** What becomes of a Pod's place when the Pod ends: the three fates, in words. */
import type { Keeper } from '../../model/keeper.ts';

const REPLACES: Readonly<Record<string, string>> = {
  StatefulSet: 'makes a new Pod with the same name and the same storage',
  DaemonSet: 'makes a new Pod for this node',
  Job: 'makes another Pod until its work is done',
};

/** Who keeps it, as a short label. */
export const keeperLabel = (keeper: Keeper): string => (keeper.by === 'controller' ? `kept by ${keeper.kind} ${keeper.name}` : keeper.by === 'kubelet' ? 'static Pod' : 'bare Pod');

/** What happens once the Pod is gone. */
export function fateWords(keeper: Keeper): string {
  if (keeper.by === 'nobody') return 'nobody keeps a bare Pod: once gone, it stays gone';
  if (keeper.by === 'kubelet') return 'a static Pod comes from a file on its node: the kubelet runs it for as long as the file is there';
  return `${keeper.kind} ${keeper.name} ${REPLACES[keeper.kind] ?? 'makes a new Pod, with a new name and a new address'}`;
}
/** The same in the room that a Pod has on the map. */
export const fateShort = (keeper: Keeper): string => (keeper.by === 'nobody' ? 'bare: stays gone' : keeper.by === 'kubelet' ? 'static: its node runs it' : `${keeper.kind} replaces it`);
