import { describe, expect, test } from 'vitest';
import { applyCompletion, goesOn, keysIn, newLine, press, type LineState } from './line-editor.ts';
import { columns, pieces, printable } from './printable.ts';

const HISTORY = ['kubectl get pods', 'kubectl describe pod web', 'ls'];
function type(data: string, history: readonly string[] = HISTORY): { state: LineState; acts: string[] } {
  let state = newLine(history);
  const acts: string[] = [];
  for (const key of keysIn(data)) {
    const step = press(state, history, key);
    state = step.state;
    if (step.act !== 'none') acts.push(step.act);
  }
  return { state, acts };
}

describe('typing', () => {
  const cases: readonly { readonly name: string; readonly keys: string; readonly text: string; readonly cursor?: number; readonly acts?: string[] }[] = [
    { name: 'letters go in where the cursor stands', keys: 'kubctl\x1b[D\x1b[D\x1b[De', text: 'kubectl', cursor: 4 },
    { name: 'Backspace takes the letter before', keys: 'getx\x7f', text: 'get' },
    { name: 'Ctrl-W takes a word, Ctrl-U the line', keys: 'get pods\x17', text: 'get ' },
    { name: 'Ctrl-U takes all before the cursor', keys: 'get pods\x15x', text: 'x' },
    { name: 'Home, End and word moves', keys: 'a b\x01x\x05y\x1bbz', text: 'xa zby' },
    { name: 'Up brings the last line back', keys: '\x1b[A', text: 'ls' },
    { name: 'Down returns to what was being typed', keys: 'draft\x1b[A\x1b[A\x1b[B\x1b[B', text: 'draft' },
    { name: 'before the first line there is nothing', keys: '\x1b[A\x1b[A\x1b[A\x1b[A', text: 'kubectl get pods', acts: ['bell'] },
    { name: 'Ctrl-R finds the newest line that holds the text', keys: '\x12desc', text: 'kubectl describe pod web' },
    { name: 'Ctrl-R again looks further back', keys: '\x12kubectl\x12', text: 'kubectl get pods' },
    { name: 'Escape gives up the search', keys: 'abc\x12desc\x1b', text: 'abc' },
    { name: 'Enter submits what the search found', keys: '\x12desc\r', text: 'kubectl describe pod web', acts: ['submit'] },
    { name: 'Ctrl-D on an empty line ends the input', keys: '\x04', text: '', acts: ['end'] },
    { name: 'Ctrl-C interrupts', keys: 'abc\x03', text: 'abc', acts: ['interrupt'] },
  ];
  for (const { name, keys, text, cursor, acts } of cases)
    test(name, () => {
      const typed = type(keys);
      expect(typed.state.text).toBe(text);
      if (cursor !== undefined) expect(typed.state.cursor).toBe(cursor);
      if (acts) expect(typed.acts).toEqual(acts);
    });
});

describe('completion', () => {
  const at = (text: string): LineState => ({ ...newLine([]), text, cursor: text.length });
  test('a single candidate is put in, with a space', () => expect(applyCompletion(at('kubectl des'), { from: 8, candidates: ['describe'] }).state.text).toBe('kubectl describe '));
  test('of several the common beginning', () => expect(applyCompletion(at('kubectl r'), { from: 8, candidates: ['rollout', 'rollback'] }).state.text).toBe('kubectl roll'));
  test('and the list where nothing more is common', () => expect(applyCompletion(at('kubectl roll'), { from: 8, candidates: ['rollout', 'rollback'] }).list).toEqual(['rollout', 'rollback']));
  test('a folder goes on without a space', () => expect(applyCompletion(at('ls f'), { from: 3, candidates: ['files/'] }).state.text).toBe('ls files/'));
});

describe('a command goes on in the next line', () => {
  const cases: readonly (readonly [string, boolean])[] = [
    ['echo "open', true],
    ["echo 'open\nclosed'", false],
    ['echo \\', true],
    ['kubectl apply -f - <<EOF', true],
    ['kubectl apply -f - <<EOF\nkind: Pod', true],
    ['kubectl apply -f - <<EOF\nkind: Pod\nEOF', false],
    ['kubectl get pods', false],
    ['for i in 1 2; do', true],
    ['for i in 1 2\ndo\n  echo $i', true],
    ['for i in 1 2; do echo $i; done', false],
    ['while true; do if true; then break; fi', true],
    ['until kubectl get pod "for me"; do sleep 1; done', false],
    ['kubectl delete pod for', false],
  ];
  for (const [text, more] of cases) test(JSON.stringify(text), () => expect(goesOn(text)).toBe(more));
});

describe('text of others', () => {
  test('an escape sequence is shown, not carried out', () => expect(printable('\x1b[31mred\x07')).toBe('^[[31mred^G'));
  test('newlines become those of a terminal', () => expect(printable('a\nb\r\n')).toBe('a\r\nb\r\n'));
  test('marks that turn the direction are spelled out', () => expect(printable('a\u202Eb')).toBe('a\\u202eb'));
  test('a long text goes to the screen in pieces of whole lines', () => expect(pieces('ab\ncd\nef\n', 7)).toEqual(['ab\ncd\n', 'ef\n']));
  test('a line longer than a piece is cut', () => expect(pieces('abcdef\ng\n', 4)).toEqual(['abcd', 'ef\n', 'g\n']));
  test('wide letters take two columns', () => expect(columns('a漢😀')).toBe(5));
});
