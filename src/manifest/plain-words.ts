/** What a YAML parser complains about, in plain words for the person who wrote it. */

const WORDS: readonly (readonly [when: RegExp, say: string])[] = [
  [/^tab$|Tabs are not allowed|tab/i, 'YAML is indented with spaces; there is a tab here.'],
  [/Nested mappings are not allowed|mapping values are not allowed/, 'A colon with a space after it starts a new field here. Put the value in quotes, or check the indentation.'],
  [
    /same column|did not find expected key|Implicit map keys? need|bad indentation/i,
    'This line does not line up with the fields above it, or it lacks its colon. Fields of one mapping begin in the same column, each as "name: value".',
  ],
  [/single line|Implicit keys need/, 'This line continues the text above it, and then a colon follows. A colon or the indentation is missing before it.'],
  [/All sequence items|without - indicator/, 'The items of a list begin with "- " in one column.'],
  [/Missing closing .*quote|unexpected end of stream/, 'A quote is opened here and never closed.'],
  [/Flow (map|sequence)|expected flow|end with a [\]}]|expected ',' or/i, 'A bracket is opened here and never closed.'],
  [/Invalid escape sequence|unknown escape/, 'In double quotes a backslash starts an escape; this one is unknown. Use single quotes, or two backslashes.'],
  [/Plain value cannot start with|cannot start any token/, 'A value cannot begin with this character unless it is put in quotes.'],
  [/unknown anchor|Unresolved alias|alias/i, 'This alias (*name) has no anchor (&name) before it.'],
  [/value contains itself/, 'This alias stands inside its own anchor.'],
  [/invalid map key|unsupported map key/, 'A mapping stands where the name of a field belongs. Template braces {{ }} must be put in quotes.'],
  [/cannot decode/, 'The tag and the value do not agree.'],
  [/Unexpected|Block collections are not allowed/, 'This does not belong here. Look at the brackets, quotes and indentation just before it.'],
  [/document contains multiple documents/, 'Another document begins here; separate documents by a line of three dashes.'],
];

export function plainWords(message: string): string {
  const found = WORDS.find(([when]) => when.test(message));
  return found ? found[1] : `This is not valid YAML: ${message}`;
}
