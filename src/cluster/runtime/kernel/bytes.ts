/** Texts of one character a byte: how files, pipes and sockets hold their contents; and UTF-8 at the borders. */

export { fromBytes, toBytes } from '../../../base/bytes.ts';

/** Zeros share one leaf, so that a large empty file takes no memory. */
const MEGABYTE_OF_ZEROS = '\0'.repeat(1 << 20);
export function zeros(count: number): string {
  let out = '';
  for (let left = count; left > 0; left -= MEGABYTE_OF_ZEROS.length) out += left >= MEGABYTE_OF_ZEROS.length ? MEGABYTE_OF_ZEROS : MEGABYTE_OF_ZEROS.slice(0, left);
  return out;
}

/** A text in the shape `echo -n TEXT | od` cannot tell from a compiled program: its name is all that the kernel reads of it. */
const ELF = '\x7fELF\x02\x01\x01\0';
export const executable = (program: string): string => `${ELF}${program}\0`;
export function programOf(data: string): string | null {
  return data.startsWith(ELF) ? data.slice(ELF.length, data.indexOf('\0', ELF.length)) : null;
}
