/** A proof on the page: run in a spare worker, told part by part, ended when it takes too long or when somebody stops it. */
import { proxy } from 'comlink';
import type { LessonFolder } from '../../lessons/folders.ts';
import type { ProofPart } from '../../lessons/proof.ts';
import { inSpareWorker } from '../connect.ts';
import type { ProofReport } from '../worker/trial.ts';

export type ProofState =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly now: ProofPart | null }
  | { readonly state: 'over'; readonly report: ProofReport }
  /** It took too long, or somebody stopped it. */
  | { readonly state: 'stopped'; readonly why: string };

const MOST_MINUTES = 2;

export async function runProof(folder: LessonFolder, tell: (state: ProofState) => void, stop: AbortSignal): Promise<void> {
  tell({ state: 'running', now: null });
  const part = proxy((now: ProofPart) => {
    if (!stop.aborted) tell({ state: 'running', now });
  });
  const report = await inSpareWorker(remote => remote.proveFolder(folder, part), MOST_MINUTES * 60_000, stop);
  if (report !== null) tell({ state: 'over', report });
  else tell({ state: 'stopped', why: stop.aborted ? 'You stopped it.' : `It took longer than ${MOST_MINUTES} minutes, and was ended.` });
}
