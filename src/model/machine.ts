/** What a machine has, beside what the API alone knows of a node: the resources that its kubelet reports. */
import { parseQuantity } from './quantity.ts';

const OF_A_MACHINE: ReadonlySet<string> = new Set(['cpu', 'memory', 'pods', 'ephemeral-storage']);
export const isOfMachine = (resource: string): boolean => OF_A_MACHINE.has(resource);
export const isMachineAmount = (resource: string, amount: string): boolean => isOfMachine(resource) && parseQuantity(amount) !== null;

type MachineAmounts = Readonly<Record<string, string>>;
/** `cpu=4 memory=8Gi`, as words -> amounts; or the word that is none. */
export function machineAmounts(words: readonly string[]): MachineAmounts | string {
  const amounts: Record<string, string> = {};
  for (const word of words) {
    const [resource = '', amount = ''] = word.split('=');
    if (!isMachineAmount(resource, amount)) return word;
    amounts[resource] = amount;
  }
  return words.length === 0 ? '' : amounts;
}
export const machineWords = (amounts: MachineAmounts): string => Object.entries(amounts).map(([resource, amount]) => `${resource}=${amount}`).join(' ');
