/** What the worker holds: the cluster, its jobs, and what has been sent to the page. Free of worker and page, so that Node can test it. */
import { simTime, type SimTime } from '../../model/time.ts';
import type { Revision, TraceSerial } from '../../cluster/contract/ids.ts';
import type { Protocol, Walk } from '../../cluster/contract/network.ts';
import type { Counterfactual, SchedulingExplanation } from '../../cluster/contract/scheduling.ts';
import type { ClusterSettings } from '../../cluster/contract/settings.ts';
import type { ClientProgram } from '../../cluster/contract/client.ts';
import type { CallSource, SavedSession, SimAction, Simulation } from '../../cluster/contract/simulation.ts';
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import { fidelityRows, type FidelityRow } from '../../cluster/apiserver/fidelity.ts';
import { defaultOf, simulationOf } from '../../cluster/apiserver/field-facts.ts';
import { createSimulation, restoreSimulation } from '../../cluster/engine/index.ts';
import { complete, fieldMeaning, runCommandLine, splitCommandLine, type Completion } from '../../kubectl/index.ts';
import { choose, goTo, markOf, nextCause, runScript, showHint, simProgram, startRun, stopAt, stopped, subjectOf, tick, type Lesson, type Recording, type RunState, type Stop } from '../../lessons/index.ts';
import { SLICE_MS } from '../limits.ts';
import { diagnose } from './diagnose.ts';
import { proposalOf } from './proposal.ts';
import { captured, type Captured } from './draft-work.ts';
import { Jobs } from './jobs.ts';
import { Library } from './library.ts';
import { Rehearsal } from './rehearsal.ts';
import { makeCluster } from './trial.ts';
import type { Batch, EarlierQuestion, FieldMeaning, LessonBegun, LessonChange, DryRun, Machine, Write } from '../types.ts';

const STEPS_A_LOOK = 8;
const START_SETTLES_MS = 20_000;

export class ClusterHost {
  private simulation!: Simulation;
  private jobs!: Jobs;
  private sentRevision = 0 as Revision;
  private sentTrace: TraceSerial | null = null;
  private sentNow = simTime(0);
  private lesson: { readonly lesson: Lesson; run: RunState } | null = null;
  /** A step has stopped at a cause: what has come after it waits until the story goes on. */
  private holding = false;
  private rehearsal: Rehearsal | null = null;
  /** The learner's own cluster, while something is tried on a copy of it. */
  private own: { readonly simulation: Simulation; readonly jobs: Jobs } | null = null;

  /** `clock` measures slices in real milliseconds; it never reaches the cluster. */
  constructor(private readonly clock: () => number, readonly library = new Library([])) {}

  // Beginnings

  /** A new cluster that has been running for a while, so that its nodes and Pods are up. */
  begin(settings: ClusterSettings, settledMs: number): Batch {
    this.take(createSimulation(settings));
    this.simulation.advance(simTime(settledMs));
    return this.batch();
  }
  restore(saved: SavedSession): Batch {
    this.take(restoreSimulation(saved));
    return this.batch();
  }
  save(): SavedSession {
    return (this.own?.simulation ?? this.simulation).save();
  }
  private take(simulation: Simulation): void {
    this.simulation = simulation;
    this.jobs = new Jobs(simulation, this.clock);
    this.sentRevision = 0 as Revision;
    this.sentTrace = null;
    this.lesson = null;
    this.rehearsal = null;
    this.own = null;
    this.holding = false;
  }

  // Time

  /** Runs to the next trace record, but no further than `until`, and no longer than a slice. */
  advance(until: SimTime, toNextTrace: boolean): Batch {
    // No time goes by between the requests of a command.
    const { busy } = this.jobs;
    if (busy) this.jobs.goOn();
    if (busy || this.holding) return this.batch();
    const end = this.clock() + SLICE_MS;
    for (;;) {
      const { done, steps } = this.simulation.advance(this.nextStop(until), { toNextTrace, maxSteps: STEPS_A_LOOK });
      const stopped = done || steps < STEPS_A_LOOK;
      if (stopped) this.jobs.poll();
      if ((stopped && (toNextTrace || this.simulation.now >= until)) || this.jobs.busy || this.clock() >= end) return this.batch();
    }
  }
  /** A job's sleep or read ends at an instant of its own. */
  private nextStop(until: SimTime): SimTime {
    const end = this.jobs.nextEnd();
    return end !== null && end > this.simulation.now && end < until ? end : until;
  }

  // Doing

  /** Starts a command line; its output comes in batches, the first of them with the answer. */
  run(line: string, files: Readonly<Record<string, string>>, tty: boolean): { readonly job: number; readonly batch: Batch } {
    this.rehearsal?.note(line, files);
    // A script of the lesson, which nobody types, may name every file of it.
    const all = tty ? files : { ...this.lesson?.lesson.files, ...files };
    const words = splitCommandLine(line);
    const program = words.ok && words.value[0] === 'sim' ? this.simProgram(words.value.slice(1), all) : runCommandLine(line, { interactive: tty });
    return { job: this.jobs.start(program, all), batch: this.batch() };
  }
  private simProgram(words: readonly string[], files: Readonly<Record<string, string>>): ClientProgram {
    const { simulation } = this;
    const mark = this.lesson?.run.stepBegan ?? markOf(simulation);
    return simProgram({ simulation, files, subject: () => subjectOf(simulation, mark, this.lesson?.run.began ?? mark) }, words);
  }
  /** A command in the middle of its requests goes on for a slice. While the story stands at a cause, only what it says is told. */
  goOn(): Batch {
    this.jobs.goOn();
    return this.holding ? this.batchOf(this.sentNow, [], []) : this.batch();
  }
  type(job: number, data: string | null): Batch {
    this.jobs.type(job, data);
    return this.batch();
  }
  answerEdit(job: number, text: string | null): Batch {
    this.jobs.answerEdit(job, text);
    return this.batch();
  }
  interrupt(job: number): Batch {
    this.jobs.interrupt(job);
    return this.batch();
  }
  act(action: SimAction): Batch {
    this.rehearsal?.note(null, {});
    this.simulation.act(action);
    return this.batch();
  }

  // Asking

  /** The machines that there are, those that are off included. */
  machines(): readonly Machine[] {
    return this.simulation.settings.nodes.map(({ name, cpu, memory }) => ({ name, cpu, memory }));
  }

  async dryRun(text: string, isStale: () => boolean): Promise<DryRun | null> {
    const work = diagnose(text, this.simulation);
    let from = this.clock();
    for (let step = work.next(); ; step = work.next()) {
      if (step.done) return step.value;
      if (this.clock() - from < SLICE_MS) continue;
      await new Promise(done => setTimeout(done, 0));
      if (isStale()) return null;
      from = this.clock();
    }
  }
  explain(attempt: TraceSerial): SchedulingExplanation | null {
    return this.simulation.explain(attempt);
  }
  counterfactuals(attempt: TraceSerial): readonly Counterfactual[] {
    return this.simulation.counterfactuals(attempt);
  }
  walk(from: CallSource, host: string, port: number, protocol?: Protocol): Walk {
    return this.simulation.walk(from, host, port, protocol);
  }
  logs(namespace: string, pod: string, container: string): string {
    return this.simulation.logText({ namespace, pod, container });
  }
  readFile(namespace: string, pod: string, container: string, path: string): string | null {
    return this.simulation.readFile({ namespace, pod, container }, path);
  }
  /** Names for completion are read from the cluster as it is. */
  complete(line: string, cursor: number, files: readonly string[]): readonly Completion[] {
    return complete(line, cursor, { view: this.simulation.view(), files });
  }

  fidelity(): readonly FidelityRow[] {
    return fidelityRows();
  }
  fieldMeaning(apiVersion: string, kind: string, path: readonly (string | number)[]): FieldMeaning {
    return { text: fieldMeaning(apiVersion, kind, path), fallback: defaultOf(apiVersion, kind, path), note: simulationOf(apiVersion, kind, path) };
  }
  /** A Pod's manifest, as a person would write it, with a change that would have let it in: for the editor. */
  proposal(namespace: string, name: string, patch: Counterfactual['patch']): string | null {
    const pod = this.simulation.view().get('pods', namespace, name);
    return pod === undefined ? null : proposalOf(pod, patch);
  }

  // Lessons

  /** A cluster as the lesson wants it, its start applied and settled. */
  async startLesson(id: string, seed: number): Promise<LessonBegun | null> {
    const lesson = await this.library.find(id);
    if (lesson === null) return null;
    this.take(makeCluster(lesson, seed));
    this.runScript(lesson, lesson.start);
    this.simulation.advance(simTime(this.simulation.now + START_SETTLES_MS));
    this.lesson = { lesson, run: startRun(lesson, this.simulation) };
    return { lesson, run: this.lesson.run, batch: this.batch() };
  }
  private runScript(lesson: Lesson, script: string): void {
    const mark = markOf(this.simulation);
    runScript({ simulation: this.simulation, files: lesson.files, subject: () => subjectOf(this.simulation, mark, mark), advance: to => void this.simulation.advance(to) }, script);
  }
  /** A lesson as it was left: its cluster is replayed, its place is kept. Null where the lesson has changed since. */
  async resumeLesson(id: string, saved: SavedSession, run: RunState): Promise<LessonBegun | null> {
    const lesson = await this.library.find(id);
    if (lesson === null || lesson.version !== run.version || run.step >= lesson.steps.length) return null;
    this.take(restoreSimulation(saved));
    this.lesson = { lesson, run };
    return { lesson, run, batch: this.batch() };
  }
  /** A question of a lesson, to be asked again. */
  async question(id: string, name: string): Promise<EarlierQuestion | null> {
    const lesson = await this.library.find(id);
    const step = lesson?.steps.find(each => each.name === name);
    if (lesson === null || step === undefined || !('options' in step) || step.options.length === 0) return null;
    return { lesson: id, step: name, number: lesson.number, title: lesson.title, text: step.text, options: step.options };
  }
  leaveLesson(): void {
    this.lesson = null;
  }
  lessonStep(change: LessonChange): RunState | null {
    if (this.lesson === null) return null;
    const { lesson, run } = this.lesson;
    // While the story stands at a cause, nobody has seen what came after it.
    if (this.holding && change.do === 'look') return run;
    this.lesson.run = tick(lesson, this.changed(lesson, run, change), this.simulation);
    return this.lesson.run;
  }
  private changed(lesson: Lesson, run: RunState, change: LessonChange): RunState {
    switch (change.do) {
      case 'look': return run;
      case 'choose': return choose(run, change.step, change.options, change.mark);
      case 'go': return goTo(run, change.step, this.simulation);
      case 'hint': return showHint(lesson, run);
    }
  }

  /** From here on the page shows a copy of the cluster; null where it does already. */
  enterFork(): Batch | null {
    if (this.lesson === null || this.own !== null) return null;
    this.own = { simulation: this.simulation, jobs: this.jobs };
    return this.shows(this.simulation.fork(), job => new Jobs(this.simulation, this.clock, job));
  }
  /** Back to the learner's own cluster, in which nothing has happened meanwhile. */
  leaveFork(): Batch | null {
    const { own } = this;
    this.own = null;
    return own === null ? null : this.shows(own.simulation, () => own.jobs);
  }
  private shows(simulation: Simulation, jobs: (firstJob: number) => Jobs): Batch {
    this.simulation = simulation;
    this.jobs = jobs(this.jobs.followingId);
    this.sentRevision = 0 as Revision;
    this.sentTrace = null;
    return this.batch();
  }

  // Writing lessons

  /** A fresh cluster at the start of a draft; what is done there is noted. */
  rehearse(draft: Lesson): Batch {
    const rehearsal = new Rehearsal(draft);
    this.take(rehearsal.simulation);
    this.rehearsal = rehearsal;
    return this.batch();
  }
  recording(folder: string): Recording | null {
    return this.rehearsal?.recording(folder) ?? null;
  }
  captured(): Captured {
    return captured(this.simulation);
  }

  /** Everything since the last batch; where a step stops at a cause, no more than led to that. */
  private batch(): Batch {
    const { simulation } = this;
    const records = simulation.traceSince(this.sentTrace);
    const stop = this.stopIn(records);
    const { at: now, revision } = stop?.mark ?? { at: simulation.now, revision: simulation.revision };
    const trace = stop === null ? records : records.slice(0, stop.place + 1);
    const writes = simulation.eventsSince(this.sentRevision).filter(event => event.revision <= revision).map(({ revision, at, key, value }): Write => ({ revision, at, key, value }));
    this.sentNow = now;
    this.sentRevision = revision;
    this.sentTrace = trace.at(-1)?.serial ?? this.sentTrace;
    this.holding = trace.length < records.length || revision < simulation.revision;
    return this.batchOf(now, writes, trace, stop !== null);
  }
  private batchOf(now: SimTime, writes: readonly Write[], trace: readonly TraceEvent[], stops = false): Batch {
    const { simulation, jobs } = this;
    return { now, revision: this.sentRevision, writes, trace, output: jobs.take(), nextDue: simulation.nextDue, waiting: jobs.waiting, commands: simulation.commands, busy: jobs.busy, stops };
  }
  /** Where the present step of a lesson stops in these records, if it does. */
  private stopIn(records: readonly TraceEvent[]): Stop | null {
    const cause = this.lesson === null ? undefined : nextCause(this.lesson.lesson, this.lesson.run);
    if (this.lesson === null || cause === undefined) return null;
    const { lesson, run } = this.lesson;
    const found = stopAt(cause, records, run.stepBegan, this.simulation);
    if (!found.ok) this.lesson.run = { ...run, error: `step "${lesson.steps[run.step]?.name ?? ''}": ${found.error}` };
    else if (found.value !== null) this.lesson.run = stopped(lesson, run);
    return found.ok ? found.value : null;
  }
}
