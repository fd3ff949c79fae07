/** Steps over YAML's scalars as Kubernetes' YAML library takes them; what they mean is the package `yaml`'s to say. */
import { Cursor, isBlank, isBlankz, isBreak, isEnd, type Mark } from './go-cursor.ts';

export function skipQuoted(cursor: Cursor): void {
  const start = cursor.mark;
  const quote = cursor.at();
  cursor.skip();
  for (;;) {
    if (cursor.isDocumentMark()) cursor.fail('found unexpected document indicator', start);
    const char = cursor.at();
    if (isEnd(char)) cursor.fail('found unexpected end of stream', start);
    if (char === quote) {
      if (quote === '"' || cursor.at(1) !== quote) break;
      cursor.skip(2);
    } else if (quote === '"' && char === '\\') skipEscape(cursor, start);
    else if (isBreak(char)) cursor.skipLine();
    else cursor.skip();
  }
  cursor.skip();
}

function skipEscape(cursor: Cursor, start: Mark): void {
  const char = cursor.at(1);
  if (isBreak(char)) {
    cursor.skip();
    return cursor.skipLine();
  }
  const length = char === 'x' ? 2 : char === 'u' ? 4 : char === 'U' ? 8 : 0;
  if (length === 0 && !'0abt\tnvfre "\'\\N_LP'.includes(char || '\ufffd')) cursor.fail('found unknown escape character', start);
  cursor.skip(2);
  const digits = cursor.text.slice(cursor.index, cursor.index + length);
  if (!/^[0-9A-Fa-f]*$/.test(digits) || digits.length < length) cursor.fail('did not find expected hexdecimal number', start);
  const code = length === 0 ? 0 : Number.parseInt(digits, 16);
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) cursor.fail('found invalid Unicode character escape code', start);
  cursor.skip(length);
}

/** A `|` or `>` and its lines, under the indent `outer`. */
export function skipBlockScalar(cursor: Cursor, outer: number): void {
  const start = cursor.mark;
  cursor.skip();
  const header = /^(?:[+-]\d?|\d[+-]?)?/.exec(cursor.text.slice(cursor.index, cursor.index + 2))?.[0] ?? '';
  if (header.includes('0')) {
    cursor.skip(header.indexOf('0'));
    cursor.fail('found an indentation indicator equal to 0', start);
  }
  cursor.skip(header.length);
  while (isBlank(cursor.at())) cursor.skip();
  if (cursor.at() === '#') cursor.skipToBreak();
  if (cursor.at() !== '' && !isBreak(cursor.at())) cursor.fail('did not find expected comment or line break', start);
  if (isBreak(cursor.at())) cursor.skipLine();
  const increment = Number(/\d/.exec(header)?.[0] ?? 0);
  let indent = skipBreaks(cursor, outer, increment === 0 ? 0 : Math.max(outer, 0) + increment, start);
  while (cursor.column === indent && !isEnd(cursor.at())) {
    cursor.skipToBreak();
    if (isBreak(cursor.at())) cursor.skipLine();
    indent = skipBreaks(cursor, outer, indent, start);
  }
}

/** Empty lines and the indent of the next; gives the indent, found where `indent` is 0. */
function skipBreaks(cursor: Cursor, outer: number, indent: number, start: Mark): number {
  let deepest = 0;
  for (;;) {
    while ((indent === 0 || cursor.column < indent) && cursor.at() === ' ') cursor.skip();
    deepest = Math.max(deepest, cursor.column);
    if ((indent === 0 || cursor.column < indent) && cursor.at() === '\t') cursor.fail('found a tab character where an indentation space is expected', start);
    if (!isBreak(cursor.at())) break;
    cursor.skipLine();
  }
  return indent === 0 ? Math.max(deepest, outer + 1, 1) : indent;
}

/** A scalar without quotes; whether it ended at the begin of a line. */
export function skipPlain(cursor: Cursor, outer: number, isInFlow: boolean): boolean {
  const start = cursor.mark;
  const indent = outer + 1;
  let leadingBlanks = false;
  for (;;) {
    if (cursor.isDocumentMark() || cursor.at() === '#') break;
    while (!isBlankz(cursor.at())) {
      if ((cursor.at() === ':' && isBlankz(cursor.at(1))) || (isInFlow && ',?[]{}'.includes(cursor.at()))) break;
      leadingBlanks = false;
      cursor.skip();
    }
    if (!isBlank(cursor.at()) && !isBreak(cursor.at())) break;
    while (isBlank(cursor.at()) || isBreak(cursor.at())) {
      if (isBreak(cursor.at())) {
        leadingBlanks = true;
        cursor.skipLine();
      } else {
        if (leadingBlanks && cursor.column < indent && cursor.at() === '\t') cursor.fail('found a tab character that violates indentation', start);
        cursor.skip();
      }
    }
    if (!isInFlow && cursor.column < indent) break;
  }
  return leadingBlanks;
}
