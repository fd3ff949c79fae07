/** The body of lesson.md -> its steps and hints. `## kind: name`, a text, options, and a `step` block of YAML. */
import { seconds } from '../model/time.ts';
import { Fields, nearest, type Report } from './fields.ts';
import { isName, pathFault } from './names.ts';
import { countWords } from './text.ts';
import { parsePointer, type Pointer } from './pointing.ts';
import { secondsOf } from './seconds.ts';
import { STEP_KINDS, type AnswerBy, type Cause, type Option, type Step, type StepKind } from './types.ts';

const MOST_WORDS = 60;
const MOST_WORDS_OF_CAUSE = 40;
const DEFAULT_WITHIN = seconds(120);
const VIEWS = ['cluster', 'pod', 'network', 'scheduler'] as const;
const LAYERS = ['', 'files', 'labels'] as const;
const COMMON = ['view', 'focus', 'layer', 'point'];
const FIELDS: Readonly<Record<StepKind, readonly string[]>> = {
  recall: [...COMMON, 'of'],
  read: COMMON,
  explain: COMMON,
  predict: [...COMMON, 'check', 'do', 'until', 'within', 'known', 'reveal-after', 'by', 'in', 'pause-at'],
  act: [...COMMON, 'suggest', 'file', 'until', 'within', 'do', 'pause-at'],
  watch: [...COMMON, 'do', 'until', 'within', 'speed', 'pause-at'],
  say: [...COMMON, 'do', 'until', 'within', 'notes'],
  ask: [...COMMON, 'do', 'until', 'within', 'notes'],
};

interface Body {
  readonly steps: readonly Step[];
  readonly hints: readonly string[];
  /** Files that stand in the text as fenced blocks. */
  readonly files: Readonly<Record<string, string>>;
}
interface Section {
  readonly heading: string;
  readonly line: number;
  readonly lines: readonly string[];
}

export function parseBody(text: string, firstLine: number, report: Report): Body {
  const files: Record<string, string> = {};
  const keep = (path: string, text: string, line: number): void => {
    const fault = pathFault(path);
    if (fault === null) files[path] = text;
    else report('bad-path', fault, line);
  };
  const steps: Step[] = [];
  let hints: readonly string[] = [];
  for (const section of sectionsOf(text, firstLine)) {
    const content = contentOf(section, keep);
    if (section.heading === 'hints') {
      hints = content.prose.split('\n').filter(line => /^\d+\.\s/.test(line)).map(line => line.replace(/^\d+\.\s+/, ''));
      continue;
    }
    const step = parseStep(section, content, report);
    if (step === null) continue;
    if (steps.some(({ name }) => name === step.name)) report('duplicate-step', `the name "${step.name}" is taken by an earlier step`, section.line);
    steps.push(step);
  }
  return { steps, hints, files };
}

function sectionsOf(text: string, firstLine: number): readonly Section[] {
  const sections: { heading: string; line: number; lines: string[] }[] = [];
  let fenced = false;
  text.split('\n').forEach((line, index) => {
    if (/^```/.test(line)) fenced = !fenced;
    const heading = fenced ? null : /^##\s+(.+?)\s*$/.exec(line);
    if (heading?.[1] !== undefined) sections.push({ heading: heading[1], line: firstLine + index, lines: [] });
    else sections.at(-1)?.lines.push(line);
  });
  return sections;
}

interface Content {
  readonly prose: string;
  readonly options: readonly Option[];
  readonly block: string;
  readonly blockLine: number;
}

/** Takes a section apart: fenced blocks, options with their replies, and the text that is left. */
function contentOf({ lines, line }: Section, keep: (path: string, text: string, line: number) => void): Content {
  const prose: string[] = [];
  const options: { text: string; right: boolean; reply: string }[] = [];
  let block: string[] = [];
  let blockLine = line;
  let fence: { readonly kind: 'step' | 'file' | 'prose'; readonly path: string; readonly lines: string[] } | null = null;
  for (const [index, each] of lines.entries()) {
    const opened: RegExpExecArray | null = fence === null ? /^```(\S*)\s*(?:file=(\S+))?/.exec(each) : null;
    if (opened !== null) {
      fence = { kind: opened[1] === 'step' ? 'step' : opened[2] === undefined ? 'prose' : 'file', path: opened[2] ?? '', lines: [] };
      if (fence.kind === 'step') blockLine = line + index + 2;
    } else if (fence !== null && /^```\s*$/.test(each)) {
      if (fence.kind === 'step') block = fence.lines;
      else if (fence.kind === 'file') keep(fence.path, `${fence.lines.join('\n')}\n`, line + index - fence.lines.length);
      fence = null;
    } else if (fence !== null) fence.lines.push(each);
    else {
      const option = /^- \[([ xX])\]\s+(.*)$/.exec(each);
      const last = options.at(-1);
      if (option !== null) options.push({ text: option[2] ?? '', right: option[1] !== ' ', reply: '' });
      else if (last !== undefined && /^\s{2,}\S/.test(each)) last.reply = `${last.reply} ${each.trim()}`.trim();
      else prose.push(each);
    }
  }
  return { prose: prose.join('\n').trim(), options, block: block.join('\n'), blockLine };
}

function parseStep(section: Section, content: Content, report: Report): Step | null {
  const match = /^(\w+):\s*([a-z0-9-]+)$/.exec(section.heading);
  const kind = STEP_KINDS.find(each => each === match?.[1]);
  if (match === null || kind === undefined) {
    const meant = nearest(match?.[1] ?? section.heading, [...STEP_KINDS, 'hints']);
    report('unknown-step', `"${section.heading}" is no step: write \`## kind: name\`${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`, section.line);
    return null;
  }
  const name = match[2] ?? '';
  if (!isName(name)) report('bad-name', `"${name}" cannot be the name of a step`, section.line);
  const fields = Fields.parse(content.block, content.blockLine, report);
  fields.allow(FIELDS[kind]);
  const words = countWords(content.prose);
  if (words > MOST_WORDS) report('too-long', `step "${name}" has ${words} words; ${MOST_WORDS} is the most`, section.line);
  const base = {
    name, text: content.prose, view: fields.object['view'] === undefined ? null : fields.choice('view', VIEWS, 'cluster'), focus: fields.text('focus', ''),
    layer: fields.choice('layer', LAYERS, ''), point: pointersOf(fields), line: section.line,
  };
  const happening = (until: 'until is needed' | 'until may be left out') => ({ do: fields.text('do', ''), until: until === 'until is needed' ? fields.text('until') : fields.text('until', ''), within: fields.span('within', DEFAULT_WITHIN), pauseAt: causesOf(fields) });
  switch (kind) {
    case 'read': case 'explain': return { kind, ...base };
    case 'recall': return { kind, ...base, of: fields.text('of'), options: checkedOptions(content.options, kind, name, section.line, report) };
    case 'predict': return {
      kind, ...base, ...happening('until may be left out'), options: checkedOptions(content.options, kind, name, section.line, report),
      check: fields.text('check'), known: fields.flag('known'), revealAfter: fields.text('reveal-after', ''), by: answerBy(fields, content.options),
      fork: fields.choice('in', ['here', 'fork'] as const, 'here') === 'fork',
    };
    case 'act': return { kind, ...base, ...happening('until is needed'), suggest: fields.text('suggest', ''), file: fields.text('file', '') };
    case 'watch': return { kind, ...base, ...happening('until is needed'), speed: fields.number('speed', 1) };
    case 'say': case 'ask': return { kind, ...base, ...happening('until may be left out'), notes: fields.text('notes', ''), options: content.options };
  }
}

function checkedOptions(options: readonly Option[], kind: string, name: string, line: number, report: Report): readonly Option[] {
  if (options.length < 2) report('too-few-options', `${kind} "${name}" needs two options or more`, line);
  else if (!options.some(({ right }) => right)) report('no-right-option', `${kind} "${name}": no option is marked [x]`, line);
  return options;
}

function causesOf(fields: Fields): readonly Cause[] {
  return fields.items('pause-at').map(item => {
    item.allow(['when', 'say']);
    const say = item.text('say');
    const words = countWords(say);
    if (words > MOST_WORDS_OF_CAUSE) item.wrong('say', 'too-long', `what is said at a stop has ${words} words; ${MOST_WORDS_OF_CAUSE} is the most`);
    return { when: item.text('when'), say };
  });
}

function pointersOf(fields: Fields): readonly Pointer[] {
  const texts = typeof fields.object['point'] === 'string' ? [fields.object['point']] : fields.texts('point');
  return texts.flatMap(text => {
    const pointer = parsePointer(text);
    if (pointer === null) fields.wrong(
      'point', 'wrong-value',
      `"${text}" points at nothing: write such as \`line pod.yaml spec.nodeName\`, \`pod shop\`, \`node node-1\`, \`moment scheduler/bound shop\` or \`row node-1\``,
    );
    return pointer === null ? [] : [pointer];
  });
}

function answerBy(fields: Fields, options: readonly Option[]): AnswerBy {
  const by = fields.choice('by', ['text', 'node', 'second'] as const, 'text');
  const fault = by === 'second' ? secondsFault(options) : null;
  if (fault !== null) fields.wrong('by', 'wrong-value', fault);
  return by;
}
/** The options of a scale of time follow one another, from 0 on, without a gap. */
function secondsFault(options: readonly Option[]): string | null {
  const spans = options.map(({ text }) => secondsOf(text));
  if (spans.some(span => span === null)) return 'options of `by: second` read like `0 s to 4 s`';
  return spans.every((span, at) => span?.from === (spans[at - 1]?.to ?? 0)) ? null : 'options of `by: second` begin at 0 s and follow one another without a gap';
}
