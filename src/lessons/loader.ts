/** Files of lessons -> an index of lessons, and every fault of them at its line. The file map comes as an argument, so that no bundler is needed. */
import { byText } from '../base/order.ts';
import { seconds } from '../model/time.ts';
import { checkSyntax } from './checks.ts';
import { courseFaults } from './course.ts';
import { Fields, parseSpan, type Report } from './fields.ts';
import { isName } from './names.ts';
import { scriptFault } from './safety.ts';
import { parseBody } from './steps.ts';
import type { Build, ContentIssue, Goal, GoalMode, Lesson, LessonKind, NearMiss } from './types.ts';
import { checkWhole, LIMITS } from './whole.ts';

const FORMAT = 1;
const FRONT = [
  'format', 'id', 'version', 'kind', 'language', 'title', 'aim', 'removes', 'minutes', 'cluster', 'next-pod-ip', 'service-delay', 'view', 'goals', 'start', 'solution',
  'near-misses', 'leads-to', 'closing', 'workbench', 'continues', 'proved',
];

interface LessonIndex {
  readonly lessons: readonly Lesson[];
  readonly issues: readonly ContentIssue[];
}

/** `files` maps paths such as `01-meet-the-pod/01-first-pod/lesson.md` to texts. One bad lesson takes no other with it. `whole`: they are a course, whose links lead nowhere else. */
export function indexLessons(files: Readonly<Record<string, string>>, whole = false): LessonIndex {
  const issues: ContentIssue[] = [];
  const folders = [...new Set(Object.keys(files).filter(path => path.endsWith('/lesson.md')).map(path => path.slice(0, -'/lesson.md'.length)))].sort(byText);
  const places = new Map<Lesson, string>();
  const lessons = folders.flatMap(folder => {
    const own = Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith(`${folder}/`)).map(([path, text]) => [path.slice(folder.length + 1), text]));
    const read = parseLesson(folder, own);
    issues.push(...read.issues);
    if (read.lesson !== null) places.set(read.lesson, `${folder}/lesson.md`);
    return read.lesson === null ? [] : [read.lesson];
  });
  const seen = new Map<string, Lesson>();
  for (const lesson of lessons) {
    if (seen.has(lesson.id)) issues.push({ file: `${lesson.number}/lesson.md`, line: 1, column: 1, severity: 'error', code: 'duplicate-id', message: `the id "${lesson.id}" is taken by another lesson` });
    seen.set(lesson.id, lesson);
  }
  return { lessons: [...seen.values()], issues: [...issues, ...(whole ? courseFaults([...seen.values()], places) : [])] };
}

interface ReadLesson {
  /** Null where an error was found. */
  readonly lesson: Lesson | null;
  /** What could be read in spite of errors, for its author; null where there is no front matter. */
  readonly draft: Lesson | null;
  readonly issues: readonly ContentIssue[];
}
/** One folder of files. A lesson with an error is not given. */
export function parseLesson(folder: string, files: Readonly<Record<string, string>>): ReadLesson {
  const file = `${folder}/lesson.md`;
  const issues: ContentIssue[] = [];
  const report: Report = (code, message, line, column = 1, severity = 'error') => void issues.push({ file, line, column, severity, code, message });
  const text = files['lesson.md'] ?? '';
  if (Object.values(files).reduce((sum, each) => sum + each.length, 0) > LIMITS.bytes) report('too-large', 'a lesson has at most 256 KiB', 1);
  if (Object.keys(files).length > LIMITS.files) report('too-large', `a lesson has at most ${LIMITS.files} files`, 1);
  const front = /^---\n([\s\S]*?)\n---\n/.exec(text);
  if (front === null) report('no-front-matter', 'the file begins with a block between two lines of ---', 1);
  const draft = front === null || issues.length > 0 ? null : build(folder, front[1] ?? '', text.slice(front[0].length), front[0].split('\n').length, files, report);
  issues.sort((a, b) => a.line - b.line);
  return { lesson: issues.some(({ severity }) => severity === 'error') ? null : draft, draft, issues };
}

function build(folder: string, front: string, rest: string, bodyLine: number, given: Readonly<Record<string, string>>, report: Report): Lesson {
  const fields = Fields.parse(front, 2, report);
  fields.allow(FRONT);
  if (fields.number('format', 0) > FORMAT) fields.wrong('format', 'newer-format', `this page reads format ${FORMAT}; the lesson is written in format ${fields.number('format', 0)}`);
  const kind = fields.choice('kind', ['lesson', 'challenge', 'demo'] as const, 'lesson');
  const body = parseBody(rest, bodyLine, report);
  const goals = goalsOf(fields);
  const lesson: Lesson = {
    id: fields.text('id'), version: fields.number('version', 1), kind, language: fields.text('language', 'en'),
    ...numberOf(folder, kind),
    title: fields.text('title'), aim: fields.text('aim', ''), removes: fields.text('removes', ''), minutes: fields.number('minutes', 5),
    cluster: fields.choice('cluster', ['one', 'two', 'three', 'sandbox'] as const, 'one'), nextPodIP: fields.text('next-pod-ip', ''), serviceDelay: fields.span('service-delay', seconds(0)),
    view: fields.choice('view', ['cluster', 'pod', 'network', 'scheduler'] as const, 'cluster'),
    goals, solution: fields.text('solution', ''), nearMisses: nearMissesOf(fields, goals), leadsTo: fields.texts('leads-to'), closing: fields.text('closing', ''), workbench: workbenchOf(fields),
    steps: body.steps, hints: body.hints,
    start: startOf({ ...body.files, ...given }, fields.text('start', '')),
    files: { ...body.files, ...Object.fromEntries(Object.entries(given).filter(([path]) => path !== 'lesson.md')) },
  };
  checkWhole(lesson, fields, report);
  return lesson;
}

/** What is run before the first step: each manifest of start/ is applied, in the order of their names; then what the lesson adds. */
const startOf = (files: Readonly<Record<string, string>>, more: string): string =>
  [...Object.keys(files).filter(path => path.startsWith('start/')).sort(byText).map(path => `kubectl apply -f ${path}`), more].join('\n');

/** `01-meet-the-pod/03-six-steps` -> 1.3; `challenges/04-late-config` -> c04; `demos/2-two-doors` -> d2. */
function numberOf(folder: string, kind: LessonKind): Pick<Lesson, 'number' | 'chapter'> {
  const parts = folder.split('/');
  const [chapter = '', own = ''] = parts.slice(-2);
  const number = (text: string): string => /^\d+/.exec(text)?.[0] ?? '';
  if (kind === 'challenge') return { number: `c${number(own).padStart(2, '0')}`, chapter: 'challenges' };
  if (kind === 'demo') return { number: `d${Number(number(own) || 0)}`, chapter: 'demos' };
  return { number: `${Number(number(chapter) || 0)}.${Number(number(own) || 0)}`, chapter: chapter.replace(/^\d+-/, '') };
}

const workbenchOf = (fields: Fields): readonly Build[] =>
  fields.items('workbench').map(item => {
    item.allow(['image', 'code', 'saved', 'built']);
    return { image: item.text('image'), code: item.text('code'), saved: item.text('saved', ''), built: item.text('built', '') };
  });

function goalsOf(fields: Fields): readonly Goal[] {
  return fields.items('goals').map(item => {
    item.allow(['id', 'text', 'check', 'when', 'guard']);
    const check = item.text('check');
    const fault = check === '' ? null : checkSyntax(check);
    if (fault !== null) item.wrong('check', 'check-syntax', fault);
    const id = item.text('id');
    if (id !== '' && !isName(id)) item.wrong('id', 'bad-name', 'an `id` is made of small letters, digits and dashes');
    return { id, text: item.text('text'), check, when: modeOf(item), guard: item.flag('guard') };
  });
}

function modeOf(item: Fields): GoalMode {
  const text = item.text('when', 'now');
  if (text === 'now' || text === 'ever' || text === 'always') return { kind: text };
  const span = text.startsWith('for ') ? parseSpan(text.slice(4)) : null;
  if (span === null || span > LIMITS.minutes * 60_000) item.wrong('when', 'wrong-value', `\`when\` is now, ever, always or a span such as \`for 20s\`, at most ${LIMITS.minutes} minutes`);
  return { kind: 'for', span: span ?? seconds(0) };
}

const protects = ({ guard, when }: Goal): boolean => guard || when.kind === 'always';

function nearMissesOf(fields: Fields, goals: readonly Goal[]): readonly NearMiss[] {
  return fields.items('near-misses').map(item => {
    item.allow(['name', 'script', 'unmet']);
    const unmet = item.texts('unmet');
    for (const id of unmet) if (!goals.some(goal => goal.id === id)) item.wrong('unmet', 'unknown-goal', `there is no goal "${id}"`);
    // A goal that only protects holds from the start: of such goals alone none would ever be unmet.
    if (unmet.length > 0 && goals.filter(({ id }) => unmet.includes(id)).every(protects)) item.wrong(
      'unmet', 'only-guards', '`unmet` names only goals that hold from the start, so this passes at once; name one that it must not meet',
    );
    const fault = scriptFault(item.text('script', ''));
    if (fault !== null) item.wrong('script', 'script-syntax', fault);
    return { name: item.text('name'), script: item.text('script'), unmet: unmet.length > 0 ? unmet : goals.map(({ id }) => id) };
  });
}
