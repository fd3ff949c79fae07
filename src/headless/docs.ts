/** `npm run docs`: writes docs/fidelity.md and docs/curriculum.md from the tables that the product itself uses. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fidelityRows, type FidelityRow } from '../cluster/apiserver/fidelity.ts';
import { indexLessons, readingOf, type Lesson } from '../lessons/index.ts';
import { CONTENT, readFiles } from './lessons.ts';

const folder = fileURLToPath(new URL('../../docs/', import.meta.url));
const GENERATED = 'Made by `npm run docs`; do not edit.';

/** Kind by kind: what is simulated, what is only checked, what is accepted with a word. */
function fidelityDoc(): string {
  const all = fidelityRows();
  const rows = all.filter(({ level }) => level !== 'simplified');
  const simplified = all.filter(({ level }) => level === 'simplified').map(({ kind, note }) => `| ${kind} | ${note} |`);
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  const summary = kinds.map(kind => {
    const own = rows.filter(row => row.kind === kind);
    const count = (level: string): number => own.filter(row => row.field !== '' && row.level === level).length;
    return `| ${kind} | ${own[0]?.level ?? ''} | ${count('simulated')} | ${count('accepted with a word')} |`;
  });
  // What is said of a field holds for all below it.
  const below = (row: FidelityRow): boolean => rows.some(({ kind, field, note }) => kind === row.kind && note === row.note && /^(\.|\[\*\]\.)/.test(row.field.startsWith(field) ? row.field.slice(field.length) : ''));
  const words = rows.filter(row => row.note !== '' && !below(row)).map(({ kind, field, level, note }) => `| \`${kind}${field === '' ? '' : `.${field}`}\` | ${level} | ${note} |`);
  return [
    '# What is simulated', '', GENERATED, '',
    'Every field of every kind here is decoded, defaulted and validated as Kubernetes 1.37 does it. This page tells what happens afterwards: *simulated* (a component acts on it),',
    '*accepted with a word* (stored, and the page says at that field that nothing acts on it), *checked only* (a kind that is stored and never acted on).', '',
    '| kind | as a whole | fields simulated | fields accepted with a word |', '| --- | --- | --- | --- |', ...summary, '',
    '## Simplified', '', '| what | here |', '| --- | --- |', ...simplified, '',
    '## Words', '', 'What is said of a field holds for all below it.', '', '| field | level | word |', '| --- | --- | --- |', ...words, '',
  ].join('\n');
}

/** The topics of the seed chapter and the lessons that teach them. */
const TOPICS: readonly (readonly [topic: string, lessons: readonly string[]])[] = [
  ['the Pod as the atomic unit of scheduling', ['first-pod']],
  ['from code to Pod in four steps', ['code-to-pod']],
  ['labels and annotations', ['labels', 'quarantine']],
  ['restart policies', ['restarts', 'init', 'sidecar']],
  ['probes: startup, readiness, liveness', ['readiness', 'liveness', 'startup', 'restart-storm', 'almost-ready']],
  ['affinity and anti-affinity', ['node-rules', 'pod-rules', 'stuck-rollout']],
  ['termination control', ['goodbye', 'lost-requests']],
  ['security policies', ['security-context', 'pod-security', 'two-locks']],
  ['requests and limits', ['requests-limits', 'too-much', 'no-room', 'gold-stays-gold']],
  ['Pods assist in scheduling: selectors, taints, spread, priority, gates', ['filter-and-score', 'node-rules', 'taints', 'spread', 'the-queue', 'cuckoo']],
  ['shared environment: file system, network, memory', ['own-and-shared', 'one-address']],
  ['static Pods and controllers', ['three-owners', 'undead']],
  ['deploying: six steps', ['six-steps', 'six-steps-demo']],
  ['Pods and shared networking', ['one-address', 'one-port-range', 'node-doors', 'two-doors']],
  ['the pod network', ['flat-network', 'moving-addresses', 'silent-service']],
  ['atomic deployment', ['all-or-nothing']],
  ['lifecycle', ['phases']],
  ['immutability', ['immutable', 'resize', 'wrong-tag']],
  ['scaling', ['scale-out']],
  ['multi-container patterns', ['init', 'sidecar', 'adapter', 'ambassador', 'init-forever', 'deaf-exporter']],
  ['hands-on: reading failures with kubectl', ['symptoms', 'get-inside', 'late-config']],
];

/** The curriculum as it stands: a topic without a lesson says so. */
function curriculumDoc(lessons: readonly Lesson[], folders: Readonly<Record<string, string>>): string {
  const byId = new Map(lessons.map(lesson => [lesson.id, lesson]));
  const link = ({ id, number, title }: Lesson): string => `[${number} ${title}](../src/lessons/content/${folders[id] ?? ''}/lesson.md)`;
  const topics = TOPICS.map(([topic, ids]) => {
    const found = ids.flatMap(id => byId.get(id) ?? []);
    return `| ${topic} | ${found.length === 0 ? 'no lesson yet' : found.map(link).join(' · ')} |`;
  });
  const rows = lessons.map(lesson => {
    const { words, age } = readingOf(lesson);
    return `| ${link(lesson)} | ${lesson.kind} | ${lesson.minutes} | ${lesson.steps.length} | ${words} | ${age ?? ''} | ${lesson.aim} |`;
  });
  return [
    '# Curriculum', '', GENERATED, '', 'Each lesson is proved by a test: its start does not solve it, its solution does, its near-misses do not, and every prediction comes true.', '',
    '## Where each topic is taught', '', '| topic | lessons |', '| --- | --- |', ...topics, '',
    '## Lessons, challenges, demos', '', 'Reading age is Flesch and Kincaid\'s grade plus five years, over every text that a learner meets; code counts as a short word.', '',
    '| lesson | kind | minutes | steps | words | reading age | aim |', '| --- | --- | --- | --- | --- | --- | --- |', ...rows, '',
  ].join('\n');
}

/** Folder of each lesson, by its id. */
function lessonFolders(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).flatMap(([path, text]) => {
    const id = path.endsWith('/lesson.md') ? /^id: *(\S+)/m.exec(text)?.[1] : undefined;
    return id === undefined ? [] : [[id, path.slice(0, -'/lesson.md'.length)]];
  }));
}

export function docs(): Readonly<Record<string, string>> {
  const files = readFiles(CONTENT);
  return { 'fidelity.md': fidelityDoc(), 'curriculum.md': curriculumDoc(indexLessons(files).lessons, lessonFolders(files)) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(docs())) writeFileSync(`${folder}${name}`, text);
}
