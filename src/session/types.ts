/** What the page's worker and the page's stores say to each other, and what views read. */
import type { LessonFolder } from '../lessons/folders.ts';
import type { ContentIssue } from '../lessons/types.ts';
import type { SimTime } from '../model/time.ts';
import type { Revision, TraceSerial } from '../cluster/contract/ids.ts';
import type { StoredValue } from '../cluster/contract/store.ts';
import type { TraceEvent } from '../cluster/contract/trace.ts';
import type { Lesson, Option, RunState } from '../lessons/index.ts';

/** One write, as it is sent to the replica, which knows what stood there before. */
export interface Write {
  readonly revision: Revision;
  readonly at: SimTime;
  readonly key: string;
  readonly value: StoredValue | null;
}
/** One request of a command. Its `record` is what it left in the trace, null where that is nothing. */
export interface AskedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** 101 for a stream. */
  readonly code: number;
  readonly at: SimTime;
  readonly record: TraceSerial | null;
  /** Objects as `resource/namespace/name`, or `resource/name` where there is no namespace. */
  readonly read: readonly string[];
  readonly written: readonly string[];
}
/** A command line of the terminal, with what it asked the API server. */
export interface CommandRun {
  readonly id: number;
  readonly job: number;
  readonly line: string;
  readonly at: SimTime;
  /** The beginning of what it has printed. */
  readonly said: string;
  readonly requests: readonly AskedRequest[];
  /** Requests beyond those that are kept. */
  readonly more: number;
  /** Null while it runs. */
  readonly exitCode: number | null;
}
/** What the latest command read and wrote, for the picture: `pods/default/web`, `nodes/node-1`. */
export interface Touched {
  readonly read: ReadonlySet<string>;
  readonly written: ReadonlySet<string>;
  /** Counts the commands. */
  readonly serial: number;
}

/** What a job (a command line that runs in the worker) has printed, and how it ended. */
export type JobOutput =
  | { readonly job: number; readonly kind: 'stdout' | 'stderr'; readonly text: string }
  | { readonly job: number; readonly kind: 'done'; readonly exitCode: number }
  /** It asks for an editor on a text (`kubectl edit`); `answerEdit` goes on. */
  | { readonly job: number; readonly kind: 'edit'; readonly name: string; readonly text: string }
  /** It reads what the person types (`exec -it`). */
  | { readonly job: number; readonly kind: 'input' }
  | { readonly job: number; readonly kind: 'clear' }
  | { readonly job: number; readonly kind: 'request'; readonly request: AskedRequest }
  | { readonly job: number; readonly kind: 'file'; readonly path: string; readonly text: string | null };

/** Everything that changed since the last batch. */
export interface Batch {
  readonly now: SimTime;
  readonly revision: Revision;
  readonly writes: readonly Write[];
  readonly trace: readonly TraceEvent[];
  readonly output: readonly JobOutput[];
  /** The instant of the next thing that is due, null when nothing ever is. */
  readonly nextDue: SimTime | null;
  /** Jobs that wait for virtual time. */
  readonly waiting: number;
  /** How many commands the log holds: the session is worth saving when it grows. */
  readonly commands: number;
  /** A command is in the middle of its requests: `goOn` carries on with it. */
  readonly busy: boolean;
  /** The story stands still once this has been told: the lesson's step stops at a cause. */
  readonly stops: boolean;
}

/** What is wrong with a text of manifests, at its place; lines and columns from 1. */
export interface Diagnostic {
  /** `note` is Podarium's own word: accepted, but not simulated. */
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  /** `spec.containers[0].image`, '' for the text itself. */
  readonly field: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}
/** What is told of a field that somebody points at; '' where there is nothing to tell. */
export interface FieldMeaning {
  readonly text: string;
  /** The value that the API server fills in, as JSON. */
  readonly fallback: string;
  /** What Podarium makes of it. */
  readonly note: string;
}
export interface DryRun {
  /** In the order of the text; of a long list the gravest. */
  readonly diagnostics: readonly Diagnostic[];
  /** How many more there are than are told. */
  readonly untold: number;
}

/** What keeps Pods. */
export type OwnerKind = 'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob';
/** A thing that can be selected and inspected. */
export type Selection =
  | { readonly kind: 'Pod'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'Container'; readonly namespace: string; readonly name: string; readonly container: string }
  | { readonly kind: 'Node'; readonly name: string }
  | { readonly kind: 'Service' | OwnerKind; readonly namespace: string; readonly name: string }
  | { readonly kind: 'Request'; readonly serial: TraceSerial };

/** A computer that can be a node. */
export interface Machine {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
}

/** A question whose answer is a node of the picture. */
export interface Picking {
  readonly says: string;
  /** The nodes that may be picked; none stands for all. */
  readonly options: readonly string[];
  /** Whether "no node fits" is an answer, too. */
  readonly withNone: boolean;
  /** The Pod that is to be placed, and can be dragged; '' where it is about none. */
  readonly uid: string;
  /** Its name, where it is not stored yet and is only drawn as waiting. */
  readonly expected: string;
}

export type Depth = 'cluster' | 'pod' | 'network' | 'scheduler';

/** A tab of the editor, which is a file of the terminal, too. */
export interface ManifestFile {
  readonly name: string;
  readonly text: string;
}

export interface Settings {
  readonly theme: 'system' | 'light' | 'dark';
  readonly motion: 'system' | 'reduce';
  readonly speed: number;
  /** Whether editor and terminal stand open, where the learner has said so: a choice for each depth. */
  readonly sayOpen: Readonly<Partial<Record<Depth, boolean>>>;
  /** Sizes of panels in px, where the learner has moved their borders. */
  readonly sizes: Readonly<Record<string, number>>;
}

// Lessons

export interface LessonBegun {
  readonly lesson: Lesson;
  readonly run: RunState;
  readonly batch: Batch;
}
export type LessonChange =
  | { readonly do: 'look' }
  | { readonly do: 'choose'; readonly step: string; readonly options: readonly number[]; readonly mark?: number }
  | { readonly do: 'go'; readonly step: number }
  | { readonly do: 'hint' };
/** A question of an earlier lesson that comes back. */
export interface EarlierQuestion {
  readonly lesson: string;
  readonly step: string;
  readonly number: string;
  readonly title: string;
  readonly text: string;
  readonly options: readonly Option[];
}

/** What came of one thing that was brought. */
export interface BroughtLesson {
  readonly name: string;
  /** In the library, under this id; null where it stays closed. */
  readonly id: string | null;
  readonly title: string;
  readonly issues: readonly ContentIssue[];
  /** What concerns it as a whole. */
  readonly faults: readonly string[];
  /** Its files, for whoever wants to mend it. */
  readonly folder: LessonFolder | null;
}
