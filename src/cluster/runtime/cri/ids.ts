/** Identifiers as containerd gives them: 64 hexadecimal digits, the same in every run. */
import { hash32 } from '../../../base/rng.ts';
import { nextSerial } from '../kernel/context.ts';
import type { Kernel } from '../kernel/context.ts';

export function newId(k: Kernel): string {
  const from = `${k.s.settings.seed}/${nextSerial(k)}`;
  let id = '';
  for (let i = 0; i < 8; i++) id += hash32(`${i}:${from}`).toString(16).padStart(8, '0');
  return id;
}
