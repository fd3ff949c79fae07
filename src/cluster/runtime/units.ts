/** Quantities of a manifest as plain numbers: what the kernel limits are set from. */
import { parseQuantity } from '../../model/quantity.ts';

/** `250m` -> 0.25, `64Mi` -> 67108864; 0 where the text is none. */
export function quantityValue(text: string): number {
  const quantity = parseQuantity(text);
  return quantity === null ? 0 : Number(quantity.nano) / 1e9;
}
export const bytesOf = (text: string | undefined): number | null => (text === undefined ? null : Math.ceil(quantityValue(text)));
export const milliOf = (text: string | undefined): number | null => (text === undefined ? null : Math.ceil(quantityValue(text) * 1000));
