/** Identifiers as containerd gives them: 64 hexadecimal digits, the same in every run. */
import { flat } from '../../../base/flat.ts';
import { hash32, nextRandom, seedRng } from '../../../base/rng.ts';
import { nextSerial } from '../kernel/context.ts';
import type { Kernel } from '../kernel/context.ts';

export function newId(k: Kernel): string {
  const serial = nextSerial(k);
  let rng = seedRng(hash32(`${k.s.settings.seed}/${serial}`));
  const parts: string[] = [];
  for (let i = 0; i < 7; i++) {
    const [value, next] = nextRandom(rng);
    rng = next;
    parts.push(Math.floor(value * 4294967296).toString(16).padStart(8, '0'));
  }
  // The number itself ends it: no two are the same.
  return flat([...parts, serial.toString(16).padStart(8, '0')]);
}
