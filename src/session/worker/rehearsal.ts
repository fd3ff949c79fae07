/** The acting out of a solution or a near-miss, in the worker: a fresh cluster at the lesson's start, and everything that is done there. */
import type { Simulation } from '../../cluster/contract/simulation.ts';
import { atStart, scriptOfDeeds, type Deed, type Lesson, type Recording } from '../../lessons/index.ts';
import { makeCluster } from './trial.ts';

export class Rehearsal {
  readonly simulation: Simulation;
  private readonly deeds: Deed[] = [];

  constructor(private readonly draft: Lesson) {
    this.simulation = atStart(draft, makeCluster);
  }
  /** Told before a line runs, or before anything else is done. */
  note(line: string | null, files: Readonly<Record<string, string>>): void {
    this.deeds.push({ at: this.simulation.now, log: this.simulation.commands, line, files });
  }
  /** The script so far; its manifests lie in `folder`. */
  recording(folder: string): Recording {
    return scriptOfDeeds(this.deeds, this.simulation.log, folder, this.draft.files);
  }
}
