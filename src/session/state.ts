/** The page's one store: what is shown, what is selected, what is open. Views read it through the hooks of hooks.ts. */
import { createStore } from 'zustand/vanilla';
import { subscribeWithSelector } from 'zustand/middleware';
import type { TraceSerial } from '../cluster/contract/ids.ts';
import type { ClusterView } from '../cluster/contract/view.ts';
import type { Lesson, LessonCard, PictureLayer, RunState } from '../lessons/index.ts';
import { NO_PROGRESS, type Progress } from '../lessons/progress.ts';
import type { Pointer } from '../lessons/pointing.ts';
import { simTime } from '../model/time.ts';
import type { AuthorState } from './author/types.ts';
import { initialClock, type ClockState } from './clock.ts';
import { initialTabs, type Tabs } from './files.ts';
import { NOTHING_TOUCHED } from './asked.ts';
import { Replica } from './replica.ts';
import { DEFAULT_SETTINGS } from './saving.ts';
import type { BroughtLesson, CommandRun, Depth, EarlierQuestion, Machine, Picking, Selection, Settings, Touched } from './types.ts';

export interface SessionState {
  readonly status: 'starting' | 'ready' | 'broken';
  /** What broke, in words, where it did. */
  readonly trouble: string;
  /** Something was set aside at the start and can be downloaded. */
  readonly hasAside: boolean;
  readonly clock: ClockState;
  readonly replica: Replica;
  /** The cluster at the shown revision. */
  readonly view: ClusterView;
  /** The date of the cluster's first instant, in milliseconds since 1970. */
  readonly epoch: number;
  readonly tabs: Tabs;
  readonly selection: Selection | null;
  readonly depth: Depth;
  readonly layer: PictureLayer;
  /** The Pod that is opened in Pod depth, or whose attempt the scheduler shows: `namespace/name`. */
  readonly openPod: string;
  /** The scheduling attempt that is shown; null is the Pod's latest. */
  readonly attempt: TraceSerial | null;
  /** The computers that can be nodes, those that are off included. */
  readonly machines: readonly Machine[];
  /** The story waits before each attempt of the scheduler until somebody has guessed. */
  readonly predictFirst: boolean;
  /** Attempt -> the node that was guessed, '' for "no node fits", null where it was left to the scheduler. */
  readonly guesses: ReadonlyMap<TraceSerial, string | null>;
  /** The attempt whose guess is compared above the picture. */
  readonly comparing: TraceSerial | null;
  /** A node that somebody other than the story asks for. */
  readonly picking: Picking | null;
  readonly settings: Settings;
  /** Nobody has done anything yet: the first visit. */
  readonly untouched: boolean;
  readonly presenting: boolean;
  readonly canUndoReset: boolean;
  readonly lessonCards: readonly LessonCard[];
  readonly lesson: { readonly lesson: Lesson; readonly run: RunState; readonly earlier: EarlierQuestion | null } | null;
  readonly canUndoRestart: boolean;
  readonly progress: Progress;
  readonly canUndoForget: boolean;
  /** What the lesson's step points at; the serial counts up when somebody asks to be shown it again. */
  readonly pointing: { readonly pointers: readonly Pointer[]; readonly serial: number; readonly asked: boolean };
  /** What came of the lessons that were brought last; null once that has been read. */
  readonly brought: { readonly busy: boolean; readonly lessons: readonly BroughtLesson[] } | null;
  /** The lesson that is being written. */
  readonly author: AuthorState | null;
  /** What the terminal's commands asked the API server, oldest first; and what the latest one read and wrote. */
  readonly commands: readonly CommandRun[];
  readonly touched: Touched;
  /** A line of the terminal that somebody clicked, to be typed there; counts up so that the same line can come twice. */
  readonly typed: { readonly line: string; readonly run: boolean; readonly serial: number };
}

const replica = new Replica();
export const session = createStore<SessionState>()(subscribeWithSelector((): SessionState => ({
  status: 'starting', trouble: '', hasAside: false,
  clock: initialClock(simTime(0), replica.revision), replica, view: replica.view(replica.revision), epoch: 0,
  tabs: initialTabs, selection: null, depth: 'cluster', layer: '', openPod: '', attempt: null,
  machines: [], predictFirst: false, guesses: new Map(), comparing: null, picking: null,
  settings: DEFAULT_SETTINGS, untouched: true, presenting: false, canUndoReset: false,
  lessonCards: [],
  lesson: null,
  canUndoRestart: false,
  progress: NO_PROGRESS,
  canUndoForget: false,
  pointing: { pointers: [], serial: 0, asked: false },
  brought: null,
  author: null,
  commands: [],
  touched: NOTHING_TOUCHED,
  typed: { line: '', run: false, serial: 0 },
})));
export const { getState, setState } = session;
