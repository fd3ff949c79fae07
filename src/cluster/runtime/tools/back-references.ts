/**
 * Patterns with back-references or with edges of a word of one side, which no engine of linear time can match here: tried one way after the other, under a budget of steps.
 * Of all ways from the leftmost place the longest counts, as in POSIX. Reads what regex.ts has translated.
 */

export interface Regex {
  /** The first match from a place on; null where there is none. Groups that took no part are null. */
  exec(text: string, from: number): { readonly start: number; readonly end: number; readonly groups: readonly (string | null)[] } | null;
  test(text: string): boolean;
}

/** So many steps for one line; a pattern that needs more is taken not to match any further. */
const BUDGET = 200_000;

interface Attempt {
  readonly text: string;
  readonly groups: [start: number, end: number][];
  steps: number;
}
/** Matches at a place and hands on to what follows; true ends the search. */
type Step = (attempt: Attempt, at: number, next: (at: number) => boolean) => boolean;

const CLASSES: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: ' \\t\\n\\r\\f\\v',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  xdigit: '0-9A-Fa-f',
  cntrl: '\\x00-\\x1f\\x7f',
  print: ' -~',
  graph: '!-~',
};
export const isWord = (ch: string | undefined): boolean => ch !== undefined && /\w/.test(ch);
const PLACES: Readonly<Record<string, (text: string, at: number) => boolean>> = {
  '^': (_, at) => at === 0, '\\A': (_, at) => at === 0,
  $: (text, at) => at === text.length, '\\z': (text, at) => at === text.length,
  '\\<': (text, at) => !isWord(text[at - 1]) && isWord(text[at]), '\\>': (text, at) => isWord(text[at - 1]) && !isWord(text[at]),
  '\\b': (text, at) => isWord(text[at - 1]) !== isWord(text[at]), '\\B': (text, at) => isWord(text[at - 1]) === isWord(text[at]),
};

class Parser {
  private at = 0;
  groups = 0;
  constructor(private readonly source: string, private readonly ignoreCase: boolean) {}

  alternatives(): Step {
    const ways = [this.sequence()];
    while (this.take('|')) ways.push(this.sequence());
    const [only] = ways;
    if (ways.length === 1 && only !== undefined) return only;
    return (attempt, at, next) => ways.some((way) => way(attempt, at, next));
  }
  private sequence(): Step {
    let made: Step = (_, at, next) => next(at);
    while (this.at < this.source.length && this.source[this.at] !== '|' && this.source[this.at] !== ')') {
      const [before, step] = [made, this.repeated(this.atom())];
      made = (attempt, at, next) => before(attempt, at, (end) => step(attempt, end, next));
    }
    return made;
  }
  private take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }
  private pattern(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(this.source.slice(this.at));
    if (found !== null) this.at += found[0].length;
    return found;
  }

  private atom(): Step {
    const back = this.pattern(/^\(\?:\\([1-9])\)/);
    if (back !== null) return this.reference(Number(back[1]));
    if (this.take('(')) return this.group();
    const place = this.pattern(/^(?:\^|\$|\\[AzbB<>])/);
    const holds = place === null ? undefined : PLACES[place[0]];
    if (holds !== undefined) return (attempt, at, next) => holds(attempt.text, at) && next(at);
    const one = this.character();
    return (attempt, at, next) => at < attempt.text.length && one.test(attempt.text[at] ?? '') && next(at + 1);
  }
  /** Any one character, of a set, or this one. */
  private character(): RegExp {
    const found = this.pattern(/^(?:\[\^?\]?(?:\[:[a-z]+:\]|\\x\{[0-9a-f]+\}|\\.|[^\]\\])*\]|\\x\{[0-9a-f]+\}|\\.|[^])/);
    const text = (found?.[0] ?? '').replace(/\[:([a-z]+):\]/g, (_, name: string) => CLASSES[name] ?? '').replace(/\\x\{([0-9a-f]+)\}/g, (_, code: string) => `\\x${code.padStart(2, '0')}`);
    return new RegExp(`^${text}$`, this.ignoreCase ? 'is' : 's');
  }
  private group(): Step {
    const number = ++this.groups;
    const inner = this.alternatives();
    this.take(')');
    return (attempt, at, next) => {
      const before = attempt.groups[number] ?? [-1, -1];
      return inner(attempt, at, (end) => {
        const kept = attempt.groups[number] ?? [-1, -1];
        attempt.groups[number] = [at, end];
        if (next(end)) return true;
        attempt.groups[number] = kept;
        return false;
      }) || ((attempt.groups[number] = before), false);
    };
  }
  private reference(number: number): Step {
    const plain = (text: string): string => (this.ignoreCase ? text.toLowerCase() : text);
    return (attempt, at, next) => {
      const [start, end] = attempt.groups[number] ?? [-1, -1];
      if (start < 0 || plain(attempt.text.slice(at, at + end - start)) !== plain(attempt.text.slice(start, end))) return false;
      return next(at + end - start);
    };
  }
  private repeated(step: Step): Step {
    const found = this.pattern(/^(?:[*+?]|\{(\d*)(,?)(\d*)\})/);
    if (found === null) return step;
    const [sign, low = '0', comma, high = ''] = found;
    const least = sign === '+' ? 1 : sign === '*' || sign === '?' ? 0 : Number(low);
    const most = sign === '?' ? 1 : sign === '*' || sign === '+' ? Infinity : comma === '' ? least : high === '' ? Infinity : Number(high);
    const times = (attempt: Attempt, at: number, count: number, next: (at: number) => boolean): boolean => {
      attempt.steps += 1;
      if (attempt.steps > BUDGET) return true;
      if (count < most && step(attempt, at, (end) => (end > at || count < least) && times(attempt, end, count + 1, next))) return true;
      return count >= least && next(at);
    };
    return (attempt, at, next) => times(attempt, at, 0, next);
  }
}

/** Null where it refers to a group that is not there. */
export function compileWithReferences(source: string, ignoreCase: boolean): Regex | null {
  const parser = new Parser(source, ignoreCase);
  const step = parser.alternatives();
  if ([...source.matchAll(/\(\?:\\([1-9])\)/g)].some(([, number]) => Number(number) > parser.groups)) return null;
  const exec: Regex['exec'] = (text, from) => {
    const attempt: Attempt = { text, groups: [], steps: 0 };
    for (let start = from; start <= text.length && attempt.steps <= BUDGET; start++) {
      attempt.steps += 1;
      attempt.groups.length = 0;
      let end = -1;
      let groups: readonly (readonly [number, number] | undefined)[] = [];
      step(attempt, start, (at) => {
        if (at > end) [end, groups] = [at, [...attempt.groups]];
        return at === text.length;
      });
      if (end < 0) continue;
      const taken = Array.from({ length: parser.groups }, (_, i) => {
        const [first, last] = groups[i + 1] ?? [-1, -1];
        return first < 0 ? null : text.slice(first, last);
      });
      return { start, end, groups: [text.slice(start, end), ...taken] };
    }
    return null;
  };
  return { exec, test: (text) => exec(text, 0) !== null };
}
