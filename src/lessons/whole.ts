/** What only the whole lesson can tell: enough goals, hints and near-misses, checks and scripts that can run, texts without markup. */
import { checkSyntax } from './checks.ts';
import type { Fields, Report } from './fields.ts';
import { isName, pathFault } from './names.ts';
import { lineFault } from './pointing-check.ts';
import { scriptFault, textFaults } from './safety.ts';
import { countWords } from './text.ts';
import type { Lesson, Step } from './types.ts';

export const LIMITS = { bytes: 256 * 1024, files: 40, steps: 40, goals: 20, nearMisses: 8, minutes: 10 };
const MOST_WORDS = 60;
const LONGEST_WAIT_MS = LIMITS.minutes * 60_000;

export function checkWhole(lesson: Lesson, fields: Fields, report: Report): void {
  checkNumbers(lesson, fields);
  for (const path of Object.keys(lesson.files)) {
    const fault = pathFault(path);
    if (fault !== null) report('bad-path', fault, 1);
  }
  for (const [field, script] of [['start', lesson.start], ['solution', lesson.solution]] as const) {
    const fault = scriptFault(script);
    if (fault !== null) fields.wrong(field, 'script-syntax', fault);
  }
  for (const field of ['title', 'aim', 'removes', 'closing'] as const) for (const fault of textFaults(lesson[field])) fields.wrong(field, 'markup', fault, 'warning');
  for (const step of lesson.steps) checkStep(lesson, step, (code, message, severity) => report(code, `step "${step.name}": ${message}`, step.line, 1, severity));
  if (countWords(lesson.closing) > MOST_WORDS) fields.wrong('closing', 'too-long', `\`closing\` has at most ${MOST_WORDS} words`);
  const names = new Set(lesson.steps.map(({ name }) => name));
  for (const { saved, built } of lesson.workbench) {
    for (const name of [saved, built]) if (name !== '' && !names.has(name)) fields.wrong('workbench', 'no-step', `there is no step "${name}"`);
  }
  for (const hint of lesson.hints) for (const fault of textFaults(hint)) fields.wrong('title', 'markup', `a hint: ${fault}`, 'warning');
}

function checkNumbers(lesson: Lesson, fields: Fields): void {
  const needs = (holds: boolean, code: string, message: string, field: string): void => void (holds || fields.wrong(field, code, message));
  if (lesson.id !== '') needs(isName(lesson.id), 'bad-name', 'an `id` is made of small letters, digits and dashes', 'id');
  needs(lesson.minutes > 0 && lesson.minutes <= 240, 'wrong-value', '`minutes` is a number from 1 to 240', 'minutes');
  needs(Number.isInteger(lesson.version) && lesson.version > 0, 'wrong-value', '`version` is a whole number from 1', 'version');
  if (lesson.kind !== 'demo') {
    needs(lesson.goals.length > 0, 'no-goals', 'a lesson has a goal', 'goals');
    needs(lesson.hints.length >= 3, 'too-few-hints', 'a lesson has three hints, the last one giving it away', 'title');
    needs(lesson.nearMisses.length >= 2, 'too-few-near-misses', 'a lesson has two near-misses or more', 'near-misses');
    needs(lesson.solution !== '', 'no-solution', 'a lesson has a solution', 'solution');
  }
  if (lesson.kind !== 'challenge') needs(lesson.steps.length > 0, 'no-steps', 'a lesson has steps', 'title');
  needs(lesson.goals.length <= LIMITS.goals, 'too-many', `a lesson has at most ${LIMITS.goals} goals`, 'goals');
  needs(lesson.nearMisses.length <= LIMITS.nearMisses, 'too-many', `a lesson has at most ${LIMITS.nearMisses} near-misses`, 'near-misses');
  needs(lesson.steps.length <= LIMITS.steps, 'too-many', `a lesson has at most ${LIMITS.steps} steps`, 'title');
}

type Tell = (code: string, message: string, severity?: 'error' | 'warning') => void;
function checkStep(lesson: Lesson, step: Step, tell: Tell): void {
  const checks = [...('until' in step ? [step.until] : []), ...('check' in step ? [step.check] : []), ...('pauseAt' in step ? step.pauseAt.map(({ when }) => when) : [])];
  for (const check of checks) {
    const fault = check === '' ? null : checkSyntax(check);
    if (fault !== null) tell('check-syntax', fault);
  }
  for (const { when } of 'pauseAt' in step ? step.pauseAt : []) {
    const present = /\b(reach|file|logs)\(/.exec(when)?.[1];
    if (present !== undefined) tell('wrong-value', `\`pause-at\` looks at a past moment, of which \`${present}\` knows nothing; ask objects, events or the trace`);
  }
  for (const script of [...('do' in step ? [step.do] : []), ...('suggest' in step ? [step.suggest] : [])]) {
    const fault = scriptFault(script);
    if (fault !== null) tell('script-syntax', fault);
  }
  if ('within' in step && step.within > LONGEST_WAIT_MS) tell('wrong-value', `\`within\` is at most ${LIMITS.minutes} minutes`);
  if (step.kind === 'act' && step.file !== '' && lesson.files[step.file] === undefined) tell('no-file', `there is no file "${step.file}"`);
  if (step.kind === 'predict'
    && step.fork
    && (step.do === '' || step.revealAfter !== '' || step === lesson.steps.at(-1))) tell('wrong-value', '`in: fork` is for a question that reveals itself by its own `do`, before the last step');
  for (const text of [step.text, ...('pauseAt' in step ? step.pauseAt.map(({ say }) => say) : [])]) for (const fault of textFaults(text)) tell('markup', fault, 'warning');
  for (const pointer of step.point) {
    const fault = lineFault(pointer, lesson.files);
    if (fault !== null) tell('no-line', fault);
  }
  if (!('options' in step)) return;
  for (const { text, reply } of step.options) {
    if (countWords(`${text} ${reply}`) > MOST_WORDS) tell('too-long', `an option has more than ${MOST_WORDS} words`);
    for (const fault of textFaults(`${text} ${reply}`)) tell('markup', fault, 'warning');
  }
}
