import { expect, test } from 'vitest';
import { lessonText } from '../testing/lessons.ts';
import { checkSyntax } from './checks.ts';
import { claimsOf } from './claims.ts';
import { indexLessons, parseLesson } from './loader.ts';
import { parseBlocks } from './text.ts';
import { formatIssue } from './types.ts';

const lesson = (front: string, body = ''): Readonly<Record<string, string>> => ({
  'lesson.md': lessonText({
    id: 'mine',
    goals: [`{id: ready, text: web is ready, check: "is(pods['web'], 'Ready')"}`, `{id: kept, text: web is kept, check: "'web' in pods", guard: true}`],
    solution: 'kubectl apply -f files/web.yaml', front, steps: `## read: one\nRead this.\n${body}`,
  }),
});
const issuesOf = (files: Readonly<Record<string, string>>): readonly string[] => parseLesson('x', files).issues.map(issue => formatIssue(issue).replace(/\s+/g, ' '));
const step = (block: string, text = 'Look.'): string => `## act: two\n${text}\n\`\`\`step\n${block}\n\`\`\`\n`;

test('a lesson that is in order has no issues', () => {
  expect(issuesOf(lesson(''))).toEqual([]);
});

const bad: readonly (readonly [name: string, front: string, body: string, issue: string])[] = [
  ['an unknown field is told with the one that was meant', 'titel: x\n', '', 'x/lesson.md:12:8 error unknown-field `titel` is no field here; did you mean `title`?'],
  ['a check that cannot be read is told at its step', '', step('until: is(pods[1'), "x/lesson.md:15:1 error check-syntax step \"two\": "],
  ['a step cannot wait for an hour', '', step('until: "true"\nwithin: 1h'), 'x/lesson.md:15:1 error wrong-value step "two": `within` is at most 10 minutes'],
  ['a script is kubectl and sim, nothing else', '', step('until: "true"\ndo: curl example.org'), 'x/lesson.md:15:1 error script-syntax step "two": curl example.org: a line begins with kubectl or sim'],
  ['a step names only files that are there', '', step('until: "true"\nfile: files/none.yaml'), 'x/lesson.md:15:1 error no-file step "two": there is no file "files/none.yaml"'],
  ['a step is not named after what every object has', '', '## read: constructor\nHm.\n', 'x/lesson.md:15:1 error bad-name "constructor" cannot be the name of a step'],
  ['a file cannot be put outside the lesson', '', '## read: two\nHm.\n```yaml file=../../evil.yaml\na: 1\n```\n', 'x/lesson.md:17:1 error bad-path "../../evil.yaml" is no path inside the lesson'],
  ['a file cannot take the name of a property', '', '## read: two\nHm.\n```yaml file=__proto__\na: 1\n```\n', 'x/lesson.md:17:1 error bad-path "__proto__" is no path inside the lesson'],
  ['a script tag is text, and the author is told', '', '## read: two\n<script>alert(1)</script>\n', 'x/lesson.md:15:1 warning markup step "two": HTML is shown as text: `<script`'],
  [
    'a javascript: link is text, and the author is told', '', '## read: two\n[press](javascript:alert(1))\n',
    'x/lesson.md:15:1 warning markup step "two": "javascript:alert(1" is no link here (lesson:<id> or https), and stays text',
  ],
  [
    'a picture from elsewhere is text, and the author is told', '', '## read: two\n![x](https://example.org/x.png)\n',
    'x/lesson.md:15:1 warning markup step "two": a lesson shows no pictures from elsewhere: "https://example.org/x.png" stays text',
  ],
];
for (const [name, front, body, issue] of bad) test(name, () => expect(issuesOf(lesson(front, body)).join('\n')).toContain(issue));

test('a near-miss against goals that only protect is refused, as it would pass at once', () => {
  const files = { 'lesson.md': (lesson('')['lesson.md'] ?? '').replace('{name: nothing, script: kubectl get pods}', '{name: nothing, script: kubectl get pods, unmet: [kept]}') };
  expect(issuesOf(files)).toEqual(['x/lesson.md:10:45 error only-guards `unmet` names only goals that hold from the start, so this passes at once; name one that it must not meet']);
});

test('one bad lesson takes no other with it, and its author can still open what was read', () => {
  const good = lesson('')['lesson.md'] ?? '';
  const { lessons, issues } = indexLessons({
    '01-a/01-good/lesson.md': good, '01-a/02-bad/lesson.md': good.replace('title: Mine', 'titel: Mine').replace('id: mine', 'id: other'),
    '01-a/03-worse/lesson.md': 'no front matter',
  });
  expect(lessons.map(({ id }) => id)).toEqual(['mine']);
  expect(new Set(issues.map(({ file }) => file))).toEqual(new Set(['01-a/02-bad/lesson.md', '01-a/03-worse/lesson.md']));
  expect(parseLesson('x', { 'lesson.md': good.replace('title: Mine', 'titel: Mine') }).draft?.id).toBe('mine');
});

test('what a text shows is never a link or a picture that the page does not know', () => {
  const kinds = parseBlocks(
    '<img src=x onerror=alert(1)> [a](javascript:alert) ![b](https://example.org/b.png) [c](https://example.org/) [d](lesson:first-pod)',
  ).flatMap(block => (block.kind === 'paragraph' ? block.inlines : []));
  expect(kinds.filter(({ kind }) => kind === 'link').map(({ text }) => text)).toEqual(['c', 'd']);
});

test('a check is told when it cannot be read', () => {
  expect(checkSyntax("is(pods['web'], 'Ready')")).toBeNull();
  expect(checkSyntax('secret_things')).toBe('there is no variable `secret_things`');
  expect(checkSyntax('fetch("x")')).toBe('there is no function `fetch`');
  expect(checkSyntax('x'.repeat(3_000))).toBe('a check has at most 2000 characters');
});

test('a quoted message is a claim that the proof holds a lesson to; commands, YAML and wrong answers are not', () => {
  const { draft } = parseLesson(
    'x',
    lesson(
      '',
      '## predict: two\nIt says `pod updates may not change fields other than ...`. Try `kubectl get pods -o wide` with `livenessProbe: {exec: {command: [a, b, c, d]}}`.\n- [x] yes\n- [ ] no\n      It says `nothing of the kind at all`.\n```step\ncheck: "true"\n```\n',
    ),
  );
  expect(draft === null ? [] : claimsOf(draft).map(({ message }) => message)).toEqual(['pod updates may not change fields other than']);
});

test('in a course links lead somewhere, and a recall asks about a lesson of at least two before', () => {
  const of = (id: string, body: string, leads = '[]'): string => (lesson(`leads-to: ${leads}\n`, body)['lesson.md'] ?? '').replace('id: mine', `id: ${id}`);
  const recall = (id: string): string => `## recall: old\nWhat?\n- [x] a\n- [ ] b\n\`\`\`step\nof: ${id}\n\`\`\`\n`;
  const { issues } = indexLessons(
    { '01-a/01-one/lesson.md': of('one', '[there](lesson:nowhere)'), '01-a/02-two/lesson.md': of('two', recall('one'), '[one, gone]'), '01-a/03-three/lesson.md': of('three', recall('one')) },
    true,
  );
  expect(issues.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
    '01-a/01-one/lesson.md:14 step "one" links to the lesson "nowhere", which is not there',
    '01-a/02-two/lesson.md:1 `leads-to`: there is no lesson "gone"',
    '01-a/02-two/lesson.md:16 recall "old" asks about "one": that is no lesson of two before or more',
  ]);
});
