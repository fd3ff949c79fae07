/** The state of a lesson that is being written. */
import type { SavedSession } from '../../cluster/contract/simulation.ts';
import type { Reading } from '../../lessons/reading.ts';
import type { Recording } from '../../lessons/recording.ts';
import type { ContentIssue, Lesson } from '../../lessons/types.ts';
import type { ProofState } from '../lessons/proving.ts';
import type { ActedOut } from '../worker/draft-work.ts';

export type ActPart = { readonly part: 'solution' } | { readonly part: 'near-miss'; readonly at: number };
export const AUTHOR_PAGES = ['start', 'solution', 'goals', 'misses', 'steps', 'prove'] as const;
export type AuthorPage = (typeof AUTHOR_PAGES)[number];
export interface AuthorState {
  readonly page: AuthorPage;
  readonly key: number;
  readonly draft: Lesson;
  readonly kept: 'saving' | 'saved' | 'not saved';
  readonly issues: readonly ContentIssue[];
  readonly reading: Reading | null;
  /** What is being acted out, and what has been written of it so far. */
  readonly acting: (ActPart & { readonly recording: Recording; /** Free play, as it comes back. */ readonly aside: SavedSession }) | null;
  /** What could not be taken over from what was done. */
  readonly leftOut: readonly string[];
  readonly acted: ActedOut | null;
  readonly looking: boolean;
  readonly proof: ProofState;
}
