/** The cluster's worker. Before anything else it gives away every way out: what runs here can reach neither network nor storage. */
import { expose } from 'comlink';
import { draftOf, lookAtDraft, tryDraft } from './draft-work.ts';
import { ClusterHost } from './host.ts';
import { builtInLessons } from './lesson-files.ts';
import { Library } from './library.ts';
import { proveFolder, tryFolder } from './trial.ts';

const scope = globalThis as unknown as Record<string, unknown>;
for (const name of ['fetch', 'XMLHttpRequest', 'WebSocket', 'WebTransport', 'EventSource', 'Worker', 'importScripts', 'indexedDB', 'caches', 'BroadcastChannel']) {
  try {
    Object.defineProperty(scope, name, { value: undefined, configurable: false, writable: false });
  } catch {
    scope[name] = undefined;
  }
}

const host = new ClusterHost(() => performance.now(), new Library(builtInLessons()));
let latest = 0;

/** The host as the page sees it: a newer dry run makes an older one stop. */
const remote = {
  begin: host.begin.bind(host),
  restore: host.restore.bind(host),
  save: host.save.bind(host),
  advance: host.advance.bind(host),
  run: host.run.bind(host),
  goOn: host.goOn.bind(host),
  type: host.type.bind(host),
  answerEdit: host.answerEdit.bind(host),
  interrupt: host.interrupt.bind(host),
  act: host.act.bind(host),
  dryRun: (text: string) => {
    const mine = ++latest;
    return host.dryRun(text, () => mine !== latest);
  },
  machines: host.machines.bind(host),
  explain: host.explain.bind(host),
  counterfactuals: host.counterfactuals.bind(host),
  walk: host.walk.bind(host),
  logs: host.logs.bind(host),
  readFile: host.readFile.bind(host),
  fidelity: host.fidelity.bind(host),
  fieldMeaning: host.fieldMeaning.bind(host),
  proposal: host.proposal.bind(host),
  complete: host.complete.bind(host),
  lessonCards: () => host.library.cards,
  addLesson: host.library.add.bind(host.library),
  removeLesson: host.library.remove.bind(host.library),
  tryFolder,
  rehearse: host.rehearse.bind(host),
  recording: host.recording.bind(host),
  captured: host.captured.bind(host),
  lookAtDraft,
  draftOf,
  tryDraft,
  proveFolder,
  startLesson: host.startLesson.bind(host),
  resumeLesson: host.resumeLesson.bind(host),
  question: host.question.bind(host),
  leaveLesson: host.leaveLesson.bind(host),
  lessonStep: host.lessonStep.bind(host),
  enterFork: host.enterFork.bind(host),
  leaveFork: host.leaveFork.bind(host),
};
export type RemoteCluster = typeof remote;
expose(remote);
