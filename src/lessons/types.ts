/** What a lesson is, once its files have been read and found good. The format is told in content/README.md. */
import type { Duration } from '../model/time.ts';
import type { Pointer } from './pointing.ts';

export type LessonKind = 'lesson' | 'challenge' | 'demo';
export type LessonView = 'cluster' | 'pod' | 'network' | 'scheduler';
export type ClusterChoice = 'one' | 'two' | 'three' | 'sandbox';

export type GoalMode = { readonly kind: 'now' } | { readonly kind: 'ever' } | { readonly kind: 'always' } | { readonly kind: 'for'; readonly span: Duration };
export interface Goal {
  readonly id: string;
  readonly text: string;
  readonly check: string;
  readonly when: GoalMode;
  /** Holds from the start and only protects something. */
  readonly guard: boolean;
}
export interface NearMiss {
  readonly name: string;
  readonly script: string;
  /** Of these goals one at least stays unmet. */
  readonly unmet: readonly string[];
}

export interface Option {
  readonly text: string;
  readonly right: boolean;
  /** What is said to whoever chose it. */
  readonly reply: string;
}
/** How a prediction is given: a text is chosen, a node is picked in the picture, or a second is marked on a scale of time. */
export type AnswerBy = 'text' | 'node' | 'second';
/** What a step shows beside what is always drawn: the labels on the map, or the files of an opened Pod. */
export type PictureLayer = '' | 'files' | 'labels';
interface StepBase {
  readonly name: string;
  /** Markdown of this format: paragraphs, lists, bold, code, links. */
  readonly text: string;
  readonly view: LessonView | null;
  /** A node, a Pod, `pod/container`, or a path of the manifest. */
  readonly focus: string;
  readonly layer: PictureLayer;
  /** What the highlighter lies on while it stands. */
  readonly point: readonly Pointer[];
  /** The line of lesson.md on which it begins. */
  readonly line: number;
}
/** A moment at which the story stands still, so that it can be looked at. */
export interface Cause {
  /** The check that comes true then. */
  readonly when: string;
  /** What there is to see. */
  readonly say: string;
}
/** What runs in a step, and what ends it. `until` is a check. */
interface Happening {
  readonly do: string;
  readonly until: string;
  readonly within: Duration;
  readonly pauseAt: readonly Cause[];
}
export type Step =
  | (StepBase & { readonly kind: 'read' | 'explain' })
  | (StepBase & { readonly kind: 'recall'; readonly of: string; readonly options: readonly Option[] })
  | (StepBase & Happening & {
    readonly kind: 'predict'; readonly options: readonly Option[]; readonly check: string; readonly known: boolean; readonly revealAfter: string; readonly by: AnswerBy;
    readonly fork: boolean;
  })
  | (StepBase & Happening & { readonly kind: 'act'; readonly suggest: string; readonly file: string })
  | (StepBase & Happening & { readonly kind: 'watch'; readonly speed: number })
  | (StepBase & Happening & { readonly kind: 'say' | 'ask'; readonly notes: string; readonly options: readonly Option[] });
export type StepKind = Step['kind'];
export const STEP_KINDS: readonly StepKind[] = ['recall', 'read', 'explain', 'predict', 'act', 'watch', 'say', 'ask'];

/** What stands before Kubernetes: code that is saved at a step, and the image that is built of it at a step. */
export interface Build {
  readonly image: string;
  /** What the page says that it serves. */
  readonly code: string;
  /** The steps from which on it is saved, and built; '' is from the beginning. */
  readonly saved: string;
  readonly built: string;
}

export interface Lesson {
  readonly id: string;
  readonly version: number;
  readonly kind: LessonKind;
  readonly language: string;
  /** `1.3` of a lesson, `c04`, `d2`. */
  readonly number: string;
  readonly chapter: string;
  readonly title: string;
  readonly aim: string;
  readonly removes: string;
  readonly minutes: number;
  readonly cluster: ClusterChoice;
  /** The address that node-1 hands out next, where the text names it. */
  readonly nextPodIP: string;
  /** How late the nodes follow a change of endpoints; 0 unless the lesson is about that. */
  readonly serviceDelay: Duration;
  readonly view: LessonView;
  readonly goals: readonly Goal[];
  /** The script that is run before the first step. */
  readonly start: string;
  readonly solution: string;
  readonly nearMisses: readonly NearMiss[];
  readonly leadsTo: readonly string[];
  /** What the learner has just shown, for the moment when all goals are met; '' where the aim says it. */
  readonly closing: string;
  /** The way from code to a running Pod, drawn above the picture; empty for most. */
  readonly workbench: readonly Build[];
  readonly steps: readonly Step[];
  readonly hints: readonly string[];
  /** Every file of the folder but lesson.md, by its path inside: `files/pod.yaml`, `start/client.yaml`. */
  readonly files: Readonly<Record<string, string>>;
}

/** A fault of a lesson's files, as one line: `file:line:column  severity  code  message`. */
export interface ContentIssue {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
}
export const formatIssue = ({ file, line, column, severity, code, message }: ContentIssue): string =>
  `${file}:${line}:${column}  ${severity.padEnd(7)}  ${code.padEnd(16)}  ${message}`;

/** What the list of lessons shows, without their texts. */
export type LessonCard = Pick<Lesson, 'id' | 'version' | 'kind' | 'number' | 'chapter' | 'title' | 'aim' | 'removes' | 'minutes'>;
export const cardOf = ({ id, version, kind, number, chapter, title, aim, removes, minutes }: Lesson): LessonCard => ({ id, version, kind, number, chapter, title, aim, removes, minutes });
