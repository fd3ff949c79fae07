import { describe, expect, test } from 'vitest';
import { goSyntax } from './go-syntax.ts';

describe('a text is refused in the words and at the line of the real library, as asked of it', () => {
  const cases: readonly (readonly [text: string, want: string | null])[] = [
    ["a: 1\nb\nc: 2\n", "yaml: line 3: could not find expected ':'"],
    ["a: b: c\n", "yaml: mapping values are not allowed in this context"],
    ["a:\n\t- b\n", "yaml: line 2: found character that cannot start any token"],
    ["a: [b\n", "yaml: line 1: did not find expected ',' or ']'"],
    ["a: {b: c\n", "yaml: line 1: did not find expected ',' or '}'"],
    ["a: \"b\n", "yaml: line 2: found unexpected end of stream"],
    ["a: 'b\n", "yaml: line 2: found unexpected end of stream"],
    ["a: @b\n", "yaml: found character that cannot start any token"],
    ["a: *b\n", "yaml: unknown anchor 'b' referenced"],
    ["a: \"\\q\"\n", "yaml: found unknown escape character"],
    ["a: \"\\x4\"\n", "yaml: did not find expected hexdecimal number"],
    ["a: |0\n b\n", "yaml: found an indentation indicator equal to 0"],
    ["a: |x\n b\n", "yaml: did not find expected comment or line break"],
    ["a: b\n- c\n", "yaml: line 1: did not find expected key"],
    ["- a\nb: c\n", "yaml: line 1: did not find expected '-' indicator"],
    ["a: - b\n", "yaml: block sequence entries are not allowed in this context"],
    ["a:\n  b: c\n d: e\n", "yaml: line 2: did not find expected key"],
    ["a:\n  - b\n   c: d\n", "yaml: line 3: mapping values are not allowed in this context"],
    ["%FOO 1\n---\n", "yaml: found unknown directive name"],
    ["a: \u0007\n", "yaml: control characters are not allowed"],
    ["a: !x!y b\n", "yaml: found undefined tag handle"],
    ["? a\n? b\n: c\n", null],
    ["[a\n", "yaml: line 1: did not find expected ',' or ']'"],
    ["a: }\n", "yaml: did not find expected node content"],
    ["{a: b}\n{c: d}\n", null],
    ["a: b\n...\nc d: [\n", null],
    ["---\n---\na: [\n", null],
    ["a: [b, ? c : d]\n", null],
    ["a: &\n", "yaml: did not find expected alphabetic or numeric character"],
    ["a\r\n\tb: c\r\n", "yaml: line 2: mapping values are not allowed in this context"],
    ["﻿a: b: c", "yaml: mapping values are not allowed in this context"],
  ];
  test.each(cases)('%j', (text, want) => expect(goSyntax(text).error).toBe(want));
});

test('the first document ends where the second begins', () => {
  expect(goSyntax('{a: b}\n{c: d}\n').index).toBe(7);
});
