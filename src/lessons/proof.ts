/** The proof of a lesson: its start does not solve it, its steps and its solution do what they say, its near-misses do not. Three seeds. */
import { after, simTime, type SimTime } from '../model/time.ts';
import type { Simulation } from '../cluster/contract/simulation.ts';
import { evaluate } from './checks.ts';
import { claimsOf, saidBy } from './claims.ts';
import { allMet, freshGoals, stepGoals, type GoalStates } from './goals.ts';
import { runScript, type LineResult, type ScriptHost } from './scripts.ts';
import { revealerOf } from './place.ts';
import { findsIt } from './pointing-check.ts';
import { stopsMet } from './stops.ts';
import { markOf, subjectOf, type Mark } from './subject.ts';
import type { ContentIssue, Lesson, NearMiss, Step } from './types.ts';

/** Makes the cluster that a lesson names; the seed is one of three. */
export type MakeCluster = (lesson: Lesson, seed: number) => Simulation;
interface Proof {
  readonly issues: readonly ContentIssue[];
  /** Every line that was run in the walk and the solution, for what the text claims of messages. */
  readonly transcript: readonly LineResult[];
}

const SEEDS = [1, 2, 3];
const SETTLE_MS = 20_000;
const AFTER_SOLUTION_MS = 120_000;
const STILL_MS = 30_000;
const NEAR_MISS_MORE_MS = 60_000;

/** The part of a proof that is about to begin. */
export interface ProofPart {
  readonly seed: number;
  readonly part: 'start' | 'walk' | 'solution' | 'near-miss';
  /** Of a near-miss: its name. */
  readonly name: string;
  /** How much of the whole is done, 0 to 1. */
  readonly done: number;
}

export function prove(lesson: Lesson, make: MakeCluster): Proof {
  const work = proving(lesson, make);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The same part by part, for whoever shows how far it is or may want to stop it. */
export function* proving(lesson: Lesson, make: MakeCluster): Generator<ProofPart, Proof> {
  const issues: ContentIssue[] = [];
  const transcript: LineResult[] = [];
  const misses = lesson.kind === 'demo' ? [] : lesson.nearMisses;
  const parts = (lesson.kind === 'demo' ? 2 : 3) + misses.length;
  let begun = 0;
  const next = (seed: number, part: ProofPart['part'], name = ''): ProofPart => ({ seed, part, name, done: begun++ / (parts * SEEDS.length) });
  for (const [at, seed] of SEEDS.entries()) {
    const prover = new Prover(lesson, make, seed, issues, transcript);
    yield next(seed, 'start');
    prover.start();
    yield next(seed, 'walk');
    prover.walk();
    if (lesson.kind !== 'demo') {
      yield next(seed, 'solution');
      const took = prover.solve();
      if (took !== null) for (const miss of misses) {
        yield next(seed, 'near-miss', miss.name);
        prover.nearMiss(miss, took);
      }
    }
    begun = parts * (at + 1);
  }
  return { issues, transcript };
}

/** A first look at a lesson from elsewhere: its start runs, and every check of it can be asked. */
export function tryLesson(lesson: Lesson, make: MakeCluster): readonly ContentIssue[] {
  const issues: ContentIssue[] = [];
  const prover = new Prover(lesson, make, 1, issues, []);
  prover.start();
  prover.askAll();
  return issues;
}

/** A cluster as a lesson's learner finds it. */
export const atStart = (lesson: Lesson, make: MakeCluster): Simulation => Stage.atStart(lesson, make, 1).simulation;

/** Long enough for what a solution sets going to come to rest. */
const COMES_TO_REST_MS = 30_000;
/** Plays the solution once: the cluster before it and after it, the moment at which they part, and what its lines said. */
export function actOut(lesson: Lesson, make: MakeCluster): { readonly before: Simulation; readonly after: Simulation; readonly start: Mark; readonly lines: readonly LineResult[] } {
  const stage = Stage.atStart(lesson, make, 1);
  stage.begin();
  const [before, start] = [stage.simulation.fork(), markOf(stage.simulation)];
  const lines = stage.run(lesson.solution, lesson.files);
  stage.simulation.advance(after(stage.simulation.now, COMES_TO_REST_MS));
  return { before, after: stage.simulation, start, lines };
}

/** A cluster with the lesson's start applied, on which goals are watched as time goes by. */
class Stage {
  goals: GoalStates;
  /** Told after every look at the goals. */
  onGoals: ((goals: GoalStates) => void) | null = null;

  private constructor(private readonly lesson: Lesson, readonly simulation: Simulation, readonly began: Mark, private mark: Mark) {
    this.goals = freshGoals(lesson.goals);
  }
  static atStart(lesson: Lesson, make: MakeCluster, seed: number): Stage {
    const simulation = make(lesson, seed);
    const fresh = markOf(simulation);
    new Stage(lesson, simulation, fresh, fresh).run(lesson.start, lesson.files);
    simulation.advance(simTime(simulation.now + SETTLE_MS));
    const began = markOf(simulation);
    return new Stage(lesson, simulation, began, began);
  }
  /** A copy that goes a way of its own. */
  fork(): Stage {
    return new Stage(this.lesson, this.simulation.fork(), this.began, this.mark);
  }

  begin(): void {
    this.mark = markOf(this.simulation);
  }
  beginGoals(): void {
    this.begin();
    this.goals = freshGoals(this.lesson.goals);
    this.look();
  }
  holds(check: string, since: Mark): ReturnType<typeof evaluate> {
    return evaluate(check, subjectOf(this.simulation, this.mark, since));
  }
  stopsMet(causes: readonly string[]): ReturnType<typeof stopsMet> {
    return stopsMet(causes, this.mark, this.simulation);
  }
  look(): void {
    this.goals = stepGoals(this.lesson.goals, this.goals, subjectOf(this.simulation, this.mark, this.mark));
    this.onGoals?.(this.goals);
  }
  /** Runs the cluster, looking at the goals at every instant that left a record. */
  advance(to: SimTime): void {
    // At least once: something may be due at this very instant, and whoever waits for it asks for no later one.
    do {
      const slice = Math.min(to, this.simulation.now + 1_000);
      this.simulation.advance(simTime(slice), { toNextTrace: true });
      this.look();
    } while (this.simulation.now < to);
  }
  run(script: string, files: Readonly<Record<string, string>>, { watched } = { watched: false }): readonly LineResult[] {
    const host: ScriptHost = { simulation: this.simulation, files, subject: () => subjectOf(this.simulation, this.mark, this.mark), advance: to => (watched ? this.advance(to) : void this.simulation.advance(to)) };
    return runScript(host, script);
  }
  /** Waits for a check, at most so long. */
  wait(check: string, within: number, since: Mark): ReturnType<typeof evaluate> {
    const end = after(this.simulation.now, within);
    for (;;) {
      const result = this.holds(check, since);
      if (!result.ok || result.value || this.simulation.now >= end) return result;
      this.simulation.advance(simTime(Math.min(end, this.simulation.now + 1_000)), { toNextTrace: true });
    }
  }
}

class Prover {
  constructor(
    private readonly lesson: Lesson,
    private readonly make: MakeCluster,
    private readonly seed: number,
    private readonly issues: ContentIssue[],
    private readonly transcript: LineResult[],
  ) {}

  private fault(code: string, message: string, line = 1): void {
    const whole = `${message} (seed ${this.seed})`;
    this.issues.push({ file: `${this.lesson.id}/lesson.md`, line, column: 1, severity: 'error', code, message: whole });
  }
  private stage(): Stage {
    return Stage.atStart(this.lesson, this.make, this.seed);
  }

  start(): void {
    const stage = this.stage();
    stage.beginGoals();
    for (const goal of this.lesson.goals) {
      const state = stage.goals[goal.id];
      if (state?.error) this.fault('check-error', `goal "${goal.id}": ${state.error}`);
      else if (goal.when.kind === 'always' && !state?.met) this.fault('goal-broken', `goal "${goal.id}" does not hold at the start`);
      else if (goal.when.kind !== 'always' && !goal.guard && state?.met) this.fault('goal-given', `goal "${goal.id}" holds from the start; mark it guard: true if it only protects something`);
    }
    if (this.lesson.goals.length > 0 && allMet(this.lesson.goals, stage.goals)) this.fault('solved-at-start', 'the start meets all goals');
  }

  /** Asks the checks of all steps once: whether one can be asked at all does not depend on how the cluster is. */
  askAll(): void {
    const stage = this.stage();
    for (const step of this.lesson.steps) {
      for (const check of [...('until' in step ? [step.until] : []), ...('check' in step ? [step.check] : [])]) {
        const asked = check === '' ? null : stage.holds(check, stage.began);
        if (asked !== null && !asked.ok) this.fault('check-error', `step "${step.name}": ${asked.error}`, step.line);
      }
    }
  }

  walk(): void {
    const stage = this.stage();
    const { steps } = this.lesson;
    const told = this.transcript.length;
    let open = claimsOf(this.lesson);
    const hear = (where: Stage): void => {
      const said = open.length === 0 ? '' : saidBy(where.simulation, this.transcript.slice(told));
      open = open.filter(({ message }) => !said.includes(message));
    };
    for (const [index, step] of steps.entries()) {
      stage.begin();
      const lost = step.point.filter(pointer => !findsIt(pointer, stage.simulation));
      const revealed = steps.filter((each, at) => each.kind === 'predict' && at <= index && revealerOf(this.lesson, at) === step);
      for (const question of revealed) this.mustBeOpen(stage, question);
      const given = step.kind === 'act' && step.until !== '' ? stage.holds(step.until, stage.began) : null;
      if (given?.ok && given.value) this.fault('known-before', `step "${step.name}": \`until\` holds before anything is done; ask for what the learner changes, or let a watch show it`, step.line);
      const cause = 'pauseAt' in step ? step.pauseAt[0]?.when : undefined;
      const early = cause === undefined ? null : stage.holds(cause, markOf(stage.simulation));
      if (early?.ok && early.value) this.fault('known-before', `step "${step.name}": its first cause holds before anything has happened`, step.line);
      // What is tried on a copy leaves no trace on the way.
      const own = step.kind === 'predict' && step.fork ? stage.fork() : stage;
      this.play(own, step, index);
      for (const question of revealed) this.mustHold(own, question);
      this.mustStop(own, step);
      hear(own);
      // What a step makes can be pointed at as well as what it finds.
      for (const pointer of lost) if (!findsIt(pointer, stage.simulation)) this.fault('points-nowhere', `step "${step.name}" points at what is not there: ${JSON.stringify(pointer)}`, step.line);
    }
    for (const { step, message } of open) this.fault('never-said', `step "${step.name}": the cluster never says "${message}"`, step.line);
  }

  private mustBeOpen(stage: Stage, step: Step): void {
    if (step.kind !== 'predict' || step.known || (step.do === '' && revealerOf(this.lesson, this.lesson.steps.indexOf(step)) === step)) return;
    const held = stage.holds(step.check, stage.began);
    if (held.ok && held.value) this.fault('known-before', `predict "${step.name}": the check holds before anything is done; mark it known: true if that is meant`, step.line);
  }
  private mustHold(stage: Stage, step: Step): void {
    if (step.kind !== 'predict') return;
    const held = stage.wait(step.check, step.within, stage.began);
    if (!held.ok) this.fault('check-error', `predict "${step.name}": ${held.error}`, step.line);
    else if (!held.value) this.fault('prediction-false', `predict "${step.name}": the check is false at the reveal`, step.line);
  }

  /** Does what a step does, and waits for what it waits for. */
  private play(stage: Stage, step: Step, index: number): void {
    if (!('until' in step)) return;
    const script = step.kind === 'act' ? step.suggest || step.do || (index === this.lesson.steps.length - 1 ? this.lesson.solution : '') : step.do;
    for (const result of stage.run(script, this.lesson.files)) this.transcript.push(result);
    if (step.until === '') return;
    const over = stage.wait(step.until, step.within, stage.began);
    if (!over.ok) this.fault('check-error', `step "${step.name}": ${over.error}`, step.line);
    else if (!over.value) this.fault('never-over', `step "${step.name}": \`${step.until}\` does not come true within ${step.within / 1000}s`, step.line);
  }
  /** A step that stops at causes meets each of them, in their order, before it is over. */
  private mustStop(stage: Stage, step: Step): void {
    if (!('pauseAt' in step)) return;
    const met = stage.stopsMet(step.pauseAt.map(({ when }) => when));
    if (!met.ok) this.fault('check-error', `step "${step.name}": ${met.error}`, step.line);
    else if (met.value < step.pauseAt.length) this.fault('never-stops', `step "${step.name}" is over before it has stopped at \`${step.pauseAt[met.value]?.when ?? ''}\``, step.line);
  }

  /** Plays the solution from a fresh start; gives how long it took, or null where it fails. */
  solve(): number | null {
    const stage = this.stage();
    stage.beginGoals();
    const from = stage.simulation.now;
    for (const result of stage.run(this.lesson.solution, this.lesson.files, { watched: true })) this.transcript.push(result);
    const end = simTime(stage.simulation.now + AFTER_SOLUTION_MS);
    while (!allMet(this.lesson.goals, stage.goals) && stage.simulation.now < end) stage.advance(simTime(Math.min(end, stage.simulation.now + 1_000)));
    const took = stage.simulation.now - from;
    if (!this.mustAllBeMet(stage, 'unsolved', 'the solution does not meet')) return null;
    stage.advance(simTime(stage.simulation.now + STILL_MS));
    return this.mustAllBeMet(stage, 'unstable', '30 s after the solution it is no longer so:') ? took : null;
  }
  private mustAllBeMet(stage: Stage, code: string, words: string): boolean {
    const open = this.lesson.goals.filter(({ id }) => !stage.goals[id]?.met);
    for (const { id } of open) this.fault(code, `${words} goal "${id}"${stage.goals[id]?.error ? `: ${stage.goals[id]?.error}` : ''}`);
    return open.length === 0;
  }

  nearMiss({ name, script, unmet }: NearMiss, took: number): void {
    const stage = this.stage();
    stage.beginGoals();
    let passedAt: number | null = null;
    const from = stage.simulation.now;
    stage.onGoals = goals => {
      if (passedAt === null && unmet.every(id => goals[id]?.met)) passedAt = stage.simulation.now - from;
    };
    stage.run(script, this.lesson.files, { watched: true });
    stage.advance(simTime(stage.simulation.now + took + NEAR_MISS_MORE_MS));
    if (passedAt !== null) this.fault('near-miss-passes', `"${name}" meets all goals after ${Math.round(passedAt / 1000)} s`);
  }
}
