/** Identifiers as containerd gives them: 64 hexadecimal digits, the same in every run. */
import { hash32, nextRandom, seedRng } from '../../../base/rng.ts';
import { nextSerial } from '../kernel/context.ts';
import type { Kernel } from '../kernel/context.ts';

export function newId(k: Kernel): string {
  const serial = nextSerial(k);
  let rng = seedRng(hash32(`${k.s.settings.seed}/${serial}`));
  let id = '';
  for (let i = 0; i < 7; i++) {
    const [value, next] = nextRandom(rng);
    rng = next;
    id += Math.floor(value * 4294967296).toString(16).padStart(8, '0');
  }
  // The number itself ends it: no two are the same.
  return id + serial.toString(16).padStart(8, '0');
}
