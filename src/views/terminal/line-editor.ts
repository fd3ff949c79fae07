/** The line that a person types: keys in, next line and what to do out. As readline has it; pure, so that it can be tested without a screen. */

export interface LineState {
  readonly text: string;
  readonly cursor: number;
  /** Which line of the history is shown; the history's length while it is a new one. */
  readonly at: number;
  /** The new line, kept while older ones are looked at. */
  readonly draft: string;
  /** Of Ctrl-R: what is searched for. */
  readonly search: string | null;
}
export type LineAct = 'none' | 'submit' | 'interrupt' | 'end' | 'clear' | 'complete' | 'bell';
interface LineStep {
  readonly state: LineState;
  readonly act: LineAct;
}
export const newLine = (history: readonly string[]): LineState => ({ text: '', cursor: 0, at: history.length, draft: '', search: null });

/** Keys as a terminal sends them. */
const KEYS: Readonly<Record<string, string>> = {
  '\r': 'enter', '\n': 'enter', '\x7f': 'back', '\b': 'back', '\x1b[3~': 'delete', '\x1b[D': 'left', '\x1b[C': 'right', '\x1bOD': 'left', '\x1bOC': 'right',
  '\x1b[A': 'up', '\x1b[B': 'down', '\x1bOA': 'up', '\x1bOB': 'down', '\x10': 'up', '\x0e': 'down', '\x1b[H': 'home', '\x1b[F': 'end', '\x1bOH': 'home', '\x1bOF': 'end',
  '\x1b[1~': 'home', '\x1b[4~': 'end', '\x01': 'home', '\x05': 'end', '\x02': 'left', '\x06': 'right', '\x0b': 'cutEnd', '\x15': 'cutStart', '\x17': 'cutWord',
  '\x1b[1;5D': 'wordLeft', '\x1b[1;5C': 'wordRight', '\x1bb': 'wordLeft', '\x1bf': 'wordRight', '\x1b[1;3D': 'wordLeft', '\x1b[1;3C': 'wordRight',
  '\x03': 'interrupt', '\x04': 'endOfInput', '\x0c': 'clear', '\t': 'complete', '\x12': 'search', '\x07': 'abandon', '\x1b': 'abandon',
};
const keyOf = (data: string): string | undefined => KEYS[data];

/** How many characters the key at `at` takes: an escape sequence, a control character, or a run of plain text. */
function keyLength(data: string, at: number): number {
  const code = data.charCodeAt(at);
  const plain = (i: number): boolean => data.charCodeAt(i) >= 32 && data.charCodeAt(i) !== 127;
  if (code !== 27) {
    if (!plain(at)) return 1;
    let end = at;
    while (end < data.length && plain(end)) end++;
    return end - at;
  }
  const next = data[at + 1] ?? '';
  if (next === 'O') return 3;
  if (next !== '[') return /[a-z]/.test(next) ? 2 : 1;
  let end = at + 2;
  while (end < data.length && /[0-9;]/.test(data[end] ?? '')) end++;
  return end + 1 - at;
}
/** Splits what arrived into keys and runs of plain text. */
export function keysIn(data: string): readonly string[] {
  const keys: string[] = [];
  for (let at = 0; at < data.length; ) {
    const length = keyLength(data, at);
    keys.push(data.slice(at, at + length));
    at += length;
  }
  return keys;
}

const put = (state: LineState, text: string, cursor: number): LineState => ({ ...state, text, cursor });
function wordLeft({ text, cursor }: LineState): number {
  let at = cursor;
  while (at > 0 && /\s/.test(text[at - 1] ?? '')) at--;
  while (at > 0 && !/\s/.test(text[at - 1] ?? '')) at--;
  return at;
}
function wordRight({ text, cursor }: LineState): number {
  let at = cursor;
  while (at < text.length && /\s/.test(text[at] ?? '')) at++;
  while (at < text.length && !/\s/.test(text[at] ?? '')) at++;
  return at;
}

/** An older or a newer line of the history; with the new one after the last. */
function recall(state: LineState, history: readonly string[], by: number): LineStep {
  const at = state.at + by;
  if (at < 0 || at > history.length) return { state, act: 'bell' };
  const draft = state.at === history.length ? state.text : state.draft;
  const text = at === history.length ? draft : (history[at] ?? '');
  return { state: { ...state, text, cursor: text.length, at, draft }, act: 'none' };
}

/** The newest line that holds what is searched for, from `before` back. */
const findBack = (history: readonly string[], wanted: string, before: number): number => history.slice(0, before).findLastIndex((line) => line.includes(wanted));

function inSearch(state: LineState, history: readonly string[], data: string): LineStep {
  const search = state.search ?? '';
  const look = (wanted: string, before: number): LineStep => {
    const at = wanted === '' ? -1 : findBack(history, wanted, before);
    if (at < 0) return { state: { ...state, search: wanted }, act: wanted === '' ? 'none' : 'bell' };
    const text = history[at] ?? '';
    return { state: { ...state, search: wanted, text, cursor: Math.max(0, text.indexOf(wanted)), at }, act: 'none' };
  };
  switch (keyOf(data)) {
    case 'search': return look(search, state.at);
    case 'back': return look(search.slice(0, -1), history.length);
    case 'abandon': case 'interrupt': return { state: { ...state, search: null, text: state.draft, cursor: state.draft.length, at: history.length }, act: 'none' };
    case undefined: return look(search + data, history.length);
    default: return press({ ...state, search: null }, history, data);
  }
}

/** One key, or a run of plain text. */
export function press(state: LineState, history: readonly string[], data: string): LineStep {
  if (state.search !== null) return inSearch(state, history, data);
  const { text, cursor } = state;
  const done = (next: LineState, act: LineAct = 'none'): LineStep => ({ state: next, act });
  const move = (to: number): LineStep => done(put(state, text, Math.min(text.length, Math.max(0, to))));
  const cut = (from: number, to: number): LineStep => done(put(state, text.slice(0, from) + text.slice(to), from));
  switch (keyOf(data)) {
    case 'enter': return done(state, 'submit');
    case 'back': return cursor === 0 ? done(state, 'bell') : cut(cursor - 1, cursor);
    case 'delete': return cut(cursor, cursor + 1);
    case 'left': return move(cursor - 1);
    case 'right': return move(cursor + 1);
    case 'home': return move(0);
    case 'end': return move(text.length);
    case 'wordLeft': return move(wordLeft(state));
    case 'wordRight': return move(wordRight(state));
    case 'cutEnd': return cut(cursor, text.length);
    case 'cutStart': return cut(0, cursor);
    case 'cutWord': return cut(wordLeft(state), cursor);
    case 'up': return recall(state, history, -1);
    case 'down': return recall(state, history, 1);
    case 'interrupt': return done(state, 'interrupt');
    case 'endOfInput': return text === '' ? done(state, 'end') : cut(cursor, cursor + 1);
    case 'clear': return done(state, 'clear');
    case 'complete': return done(state, 'complete');
    case 'search': return done({ ...state, search: '', draft: text });
    case 'abandon': return done(state);
    default: return isPlain(data) ? done(put(state, text.slice(0, cursor) + data + text.slice(cursor), cursor + data.length)) : done(state);
  }
}
const isPlain = (data: string): boolean => data.charCodeAt(0) >= 32 && data.charCodeAt(0) !== 127;

/** What completion found, put in: the common beginning, and the rest as a list. */
export interface Completion {
  /** Where the word begins that is replaced. */
  readonly from: number;
  readonly candidates: readonly string[];
}
export function applyCompletion(state: LineState, { from, candidates }: Completion): { readonly state: LineState; readonly list: readonly string[] } {
  const typed = state.text.slice(from, state.cursor);
  const [first = ''] = candidates;
  if (candidates.length === 0) return { state, list: [] };
  const shared = candidates.reduce((common, one) => {
    let length = 0;
    while (length < common.length && common[length] === one[length]) length++;
    return common.slice(0, length);
  }, first);
  const whole = candidates.length === 1 ? (/[/=.]$|\{[^}]*$/.test(first) ? first : `${first} `) : shared;
  if (whole.length < typed.length || (candidates.length > 1 && whole === typed)) return { state, list: candidates };
  return { state: put(state, state.text.slice(0, from) + whole + state.text.slice(state.cursor), from + whole.length), list: [] };
}

const OPENS: ReadonlySet<string> = new Set(['for', 'while', 'until', 'if']);
const CLOSES: ReadonlySet<string> = new Set(['done', 'fi']);
/** After these a command begins. */
const LEADS: ReadonlySet<string> = new Set(['do', 'then', 'else', 'elif', 'while', 'until', 'if', '!']);
/** How many loops and choices are open; what is quoted has been taken out. */
function openBlocks(bare: string): number {
  let depth = 0;
  for (const part of bare.split(/[;&|\n]/)) {
    for (const word of part.trim().split(/\s+/)) {
      if (OPENS.has(word)) depth++;
      else if (CLOSES.has(word)) depth--;
      if (!LEADS.has(word)) break;
    }
  }
  return depth;
}

/** Whether a command goes on in the next line: an open quote, a backslash at the end, a here-document without its end, a loop without its `done`. */
export function goesOn(text: string): boolean {
  const document = /<<-?\s*(['"]?)([\w-]+)\1/.exec(text.split('\n')[0] ?? '');
  if (document) return !text.split('\n').slice(1).some((line) => line.trim() === document[2]);
  let quote = '';
  let bare = '';
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quote !== '') {
      if (letter === quote) quote = '';
      else if (letter === '\\' && quote === '"') at++;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      bare += letter;
    } else if (letter === '\\') {
      if (at === text.length - 1) return true;
      at++;
    } else bare += letter;
  }
  return quote !== '' || openBlocks(bare) > 0;
}
