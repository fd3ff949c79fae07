/** A lesson -> its files, the counterpart of the loader: what is written reads back as the same lesson. */
import { byText } from '../base/order.ts';
import { resolvePlain } from '../manifest/index.ts';
import { pointerText } from './pointing.ts';
import type { Build, Cause, Goal, Lesson, NearMiss, Option, Step } from './types.ts';

const DEFAULT_WITHIN_MS = 120_000;

export function writeLesson(lesson: Lesson): Readonly<Record<string, string>> {
  const text = ['---', ...front(lesson), '---', ...lesson.steps.flatMap(stepLines), ...hintLines(lesson.hints), ''].join('\n');
  return { 'lesson.md': text, ...Object.fromEntries(Object.entries(lesson.files).sort(([a], [b]) => byText(a, b))) };
}

function front(lesson: Lesson): readonly string[] {
  return [
    'format: 1', field('id', lesson.id), `version: ${lesson.version}`, `kind: ${lesson.kind}`, field('language', lesson.language), field('title', lesson.title),
    ...said('aim', lesson.aim), ...said('removes', lesson.removes), `minutes: ${lesson.minutes}`, `cluster: ${lesson.cluster}`,
    ...said('next-pod-ip', lesson.nextPodIP), ...(lesson.serviceDelay === 0 ? [] : [`service-delay: ${span(lesson.serviceDelay)}`]), `view: ${lesson.view}`,
    ...(lesson.goals.length === 0 ? [] : ['goals:', ...lesson.goals.flatMap(goalLines)]),
    ...said('start', startScript(lesson)), ...said('solution', lesson.solution),
    ...(lesson.nearMisses.length === 0 ? [] : ['near-misses:', ...lesson.nearMisses.flatMap(miss => missLines(miss, lesson.goals))]),
    ...said('closing', lesson.closing), ...(lesson.workbench.length === 0 ? [] : ['workbench:', ...lesson.workbench.flatMap(buildLines)]),
    ...(lesson.leadsTo.length === 0 ? [] : [`leads-to: ${flow(lesson.leadsTo)}`]),
  ];
}
/** What the lesson adds to the manifests of start/, which are applied by themselves. */
function startScript({ start, files }: Lesson): string {
  const applied = Object.keys(files).filter(path => path.startsWith('start/')).length;
  return start.split('\n').slice(applied).join('\n');
}
function goalLines({ id, text, check, when, guard }: Goal): readonly string[] {
  const mode = when.kind === 'for' ? `for ${span(when.span)}` : when.kind;
  return item([field('id', id), field('text', text), field('check', check), ...(mode === 'now' ? [] : [`when: ${mode}`]), ...(guard ? ['guard: true'] : [])]);
}
function missLines({ name, script, unmet }: NearMiss, goals: readonly Goal[]): readonly string[] {
  const all = unmet.length === goals.length && goals.every(({ id }, at) => unmet[at] === id);
  return item([field('name', name), ...field('script', script).split('\n'), ...(all ? [] : [`unmet: ${flow(unmet)}`])]);
}
const buildLines = ({ image, code, saved, built }: Build): readonly string[] => item([field('image', image), field('code', code), ...said('saved', saved), ...said('built', built)]);
const item = (lines: readonly string[]): readonly string[] => lines.map((line, at) => (line === '' ? '' : `${at === 0 ? '- ' : '  '}${line}`));

function stepLines(step: Step): readonly string[] {
  const options = 'options' in step ? step.options.flatMap(optionLines) : [];
  const block = [...said('view', step.view ?? ''), ...said('focus', step.focus), ...said('layer', step.layer), ...(step.point.length === 0 ? [] : [`point: ${flow(step.point.map(pointerText))}`]), ...ownFields(step)];
  return [`## ${step.kind}: ${step.name}`, ...step.text.split('\n').map(harmless), ...options, ...(block.length === 0 ? [] : ['```step', ...block, '```'])];
}
function ownFields(step: Step): readonly string[] {
  const happening = 'until' in step ? [...said('do', step.do), ...said('until', step.until), ...(step.within === DEFAULT_WITHIN_MS ? [] : [`within: ${span(step.within)}`]), ...causeLines(step.pauseAt)] : [];
  switch (step.kind) {
    case 'read': case 'explain': return [];
    case 'recall': return [field('of', step.of)];
    case 'predict': return [
      field('check', step.check), ...happening, ...(step.known ? ['known: true'] : []), ...said('reveal-after', step.revealAfter),
      ...(step.by === 'text' ? [] : [`by: ${step.by}`]), ...(step.fork ? ['in: fork'] : []),
    ];
    case 'act': return [...said('file', step.file), ...said('suggest', step.suggest), ...happening];
    case 'watch': return [...happening, ...(step.speed === 1 ? [] : [`speed: ${step.speed}`])];
    case 'say': case 'ask': return [...happening, ...said('notes', step.notes)];
  }
}
const causeLines = (causes: readonly Cause[]): readonly string[] => (causes.length === 0 ? [] : ['pause-at:', ...causes.flatMap(({ when, say }) => item([field('when', when), ...field('say', say).split('\n')]))]);
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const optionLines = ({ text, right, reply }: Option): readonly string[] => [`- [${right ? 'x' : ' '}] ${oneLine(text)}`, ...(oneLine(reply) === '' ? [] : [`      ${oneLine(reply)}`])];
const hintLines = (hints: readonly string[]): readonly string[] => (hints.length === 0 ? [] : ['## hints', ...hints.map((hint, at) => `${at + 1}. ${oneLine(hint)}`)]);
/** A line of a text that would begin something else in the file. */
const harmless = (line: string): string => (/^(?:##\s|```|- \[[ xX]\]\s)/.test(line) ? ` ${line}` : line);

const said = (name: string, value: string): readonly string[] => (value.trim() === '' ? [] : field(name, value).split('\n'));
const field = (name: string, value: string): string => `${name}: ${scalar(value)}`;
const flow = (values: readonly string[]): string => `[${values.map(value => (/^[a-z][a-z0-9-]*$/.test(value) && isText(value) ? value : JSON.stringify(value))).join(', ')}]`;
const isText = (value: string): boolean => resolvePlain(value).tag === 'str';

/** Plain where YAML reads it as the same text, a block for several lines, quoted otherwise. */
function scalar(value: string): string {
  if (value.includes('\n') && /^[^\s]/.test(value) && !/[^\n\x20-\x7e\u00a0-\ud7ff]|\n\n$|[ \t]\n/.test(value)) {
    const body = value.endsWith('\n') ? value.slice(0, -1) : value;
    return `${value.endsWith('\n') ? '|' : '|-'}\n${body.split('\n').map(line => (line === '' ? '' : `  ${line}`)).join('\n')}`;
  }
  return /^[A-Za-z0-9][^\n\t:#]*[^\s:#]$|^[A-Za-z]$/.test(value) && !/[\\"\p{C}\u2028\u2029]/u.test(value) && isText(value) ? value : JSON.stringify(value);
}

/** `90s`, `2m30s`. */
const span = (ms: number): string => `${ms / 1000}s`;
