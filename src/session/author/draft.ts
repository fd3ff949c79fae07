/** A lesson that is being written, as plain data: pure functions over it. */
import { seconds } from '../../model/time.ts';
import type { Recording } from '../../lessons/recording.ts';
import type { ClusterChoice, Goal, Lesson, NearMiss, Step, StepKind } from '../../lessons/types.ts';

export const emptyDraft = (cluster: ClusterChoice): Lesson => ({
  id: 'my-lesson', version: 1, kind: 'lesson', language: 'en', number: '', chapter: 'own', title: 'My lesson', aim: '', removes: '', minutes: 5,
  cluster,
  nextPodIP: '',
  serviceDelay: seconds(0),
  view: 'cluster',
  goals: [],
  start: '',
  solution: '',
  nearMisses: [{ name: 'nothing done', script: 'kubectl get pods', unmet: [] }],
  leadsTo: [],
  closing: '',
  workbench: [],
  steps: [{ ...newStep('read', []), text: 'Say what the learner sees here.' } as Step, { ...newStep('act', []), name: 'do', text: 'Say what is to be done.' } as Step],
  hints: ['', '', ''], files: {},
});

/** A draft that was kept by an older page, with whatever has come to lessons since. */
export const completed = (draft: Lesson): Lesson => ({ ...emptyDraft(draft.cluster), ...draft, steps: draft.steps.map(step => ({ ...newStep(step.kind, []), ...step }) as Step) });

/** `stem`, or `stem-2` where that is taken. */
export function freeName(stem: string, taken: readonly string[]): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? stem : `${stem}-${n}`;
    if (!taken.includes(name)) return name;
  }
}
/** A title as an id: `My first Pod` -> `my-first-pod`. */
export const idOf = (title: string): string => title.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 48).replace(/-+$/, '') || 'my-lesson';

export function newStep(kind: StepKind, steps: readonly Step[]): Step {
  const base = { name: freeName(kind, steps.map(({ name }) => name)), text: '', view: null, focus: '', layer: '' as const, point: [], line: 0 };
  const happening = { do: '', until: '', within: seconds(120), pauseAt: [] };
  const options = [{ text: '', right: true, reply: '' }, { text: '', right: false, reply: '' }];
  switch (kind) {
    case 'read': case 'explain': return { kind, ...base };
    case 'recall': return { kind, ...base, of: '', options };
    case 'predict': return { kind, ...base, ...happening, options, check: '', known: false, revealAfter: '', by: 'text', fork: false };
    case 'act': return { kind, ...base, ...happening, suggest: '', file: '' };
    case 'watch': return { kind, ...base, ...happening, speed: 1 };
    case 'say': case 'ask': return { kind, ...base, ...happening, notes: '', options: kind === 'ask' ? options : [] };
  }
}

const below = (files: Lesson['files'], ...folders: readonly string[]): Lesson['files'] => Object.fromEntries(Object.entries(files).filter(([path]) => folders.some(folder => path.startsWith(`${folder}/`))));
const without = (files: Lesson['files'], ...folders: readonly string[]): Lesson['files'] => Object.fromEntries(Object.entries(files).filter(([path]) => !folders.some(folder => path.startsWith(`${folder}/`))));
/** The manifests that the loader applies by itself: the lines that say so stand before the lesson's own. */
const startOf = (files: Lesson['files'], more: string): string => [...Object.keys(below(files, 'start')).sort().map(path => `kubectl apply -f ${path}`), more].join('\n');

/** The draft with what was recorded in the place of its start or of its solution. */
export function withRecording(draft: Lesson, part: 'start' | 'solution', { script, files }: Recording): Lesson {
  if (part === 'solution') return { ...draft, solution: script, files: { ...without(draft.files, 'solution'), ...files } };
  const lines = script.split('\n').filter(line => line !== '' && !line.startsWith('sim wait'));
  // Manifests that are only applied need no script: start/ is applied by itself, in the order of its names.
  if (!lines.every(line => /^kubectl apply -f setup\/\S+$/.test(line)) || new Set(lines).size < lines.length) {
    const own = { ...without(draft.files, 'start', 'setup'), ...files };
    return { ...draft, start: startOf(own, script), files: own };
  }
  const applied = Object.fromEntries(lines.map((line, at) => [`start/${String(at + 1).padStart(2, '0')}-${line.slice('kubectl apply -f setup/'.length)}`, files[line.slice('kubectl apply -f '.length)] ?? '']));
  const own = { ...without(draft.files, 'start', 'setup'), ...applied };
  return { ...draft, start: startOf(own, ''), files: own };
}
/** What the draft runs before its first step, beside the manifests of start/. */
export const startScript = ({ start, files }: Lesson): string => start.split('\n').slice(Object.keys(below(files, 'start')).length).join('\n');
export const withStartScript = (draft: Lesson, script: string): Lesson => ({ ...draft, start: startOf(draft.files, script) });
export const withFile = (draft: Lesson, path: string, text: string | null): Lesson => {
  const files = text === null ? Object.fromEntries(Object.entries(draft.files).filter(([own]) => own !== path)) : { ...draft.files, [path]: text };
  return { ...draft, files, start: startOf(files, startScript(draft)) };
};

/** All goals that are to be reached, as one check: what ends the last step, unless the author says otherwise. */
export function allGoals(goals: readonly Goal[]): string {
  const checks = goals.filter(({ guard, check }) => !guard && check.trim() !== '').map(({ check }) => check);
  return checks.length > 1 ? checks.map(check => `(${check})`).join(' && ') : (checks[0] ?? '');
}
/** The draft with other goals. The last step goes on to wait for all of them, a near-miss to leave all of them unmet, where they did. */
export function withGoals(draft: Lesson, goals: readonly Goal[]): Lesson {
  const steps = draft.steps.map((step, at) => (at === draft.steps.length - 1 && step.kind === 'act' && (step.until === '' || step.until === allGoals(draft.goals)) ? { ...step, until: allGoals(goals) } : step));
  const ids = goals.map(({ id }) => id);
  const nearMisses = draft.nearMisses.map(miss => ({ ...miss, unmet: miss.unmet.length === draft.goals.length ? ids : miss.unmet.filter(id => ids.includes(id)) }));
  return { ...draft, goals, steps, nearMisses };
}

export const newNearMiss = (draft: Lesson): NearMiss => ({ name: freeName('another try', draft.nearMisses.map(({ name }) => name)), script: '', unmet: draft.goals.map(({ id }) => id) });
