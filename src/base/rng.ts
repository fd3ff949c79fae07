/** Seeded dice. The state is a plain number that lives in the cluster's state, so that the same seed gives the same picks. */
import type { Branded } from './brand.ts';

export type RngState = Branded<number, 'RngState'>;

/** The state that a seed begins with. */
export const seedRng = (seed: number): RngState => (seed >>> 0) as RngState;

/** The next value in [0, 1) and the next state (mulberry32). */
export function nextRandom(rng: RngState): readonly [value: number, next: RngState] {
  const next = (rng + 0x6d2b79f5) >>> 0;
  let t = next;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return [((t ^ (t >>> 14)) >>> 0) / 4294967296, next as RngState];
}

/** A 32-bit FNV-1a hash of a text, for names that must be the same in every run. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
