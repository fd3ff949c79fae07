import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { seconds } from '../model/time.ts';
import { parseLesson } from './loader.ts';
import type { Lesson } from './types.ts';
import { writeLesson } from './write.ts';

const content = fileURLToPath(new URL('content/', import.meta.url));
const below = (folder: string): readonly string[] => readdirSync(folder).flatMap(name => (statSync(`${folder}${name}`).isDirectory() ? below(`${folder}${name}/`) : [`${folder}${name}`]));
const folders = below(content).filter(path => path.endsWith('/lesson.md')).map(path => path.slice(0, -'lesson.md'.length));
/** A lesson but for the lines on which its steps stand. */
const gist = (lesson: Lesson | null): unknown => lesson && { ...lesson, steps: lesson.steps.map(step => ({ ...step, line: 0 })) };

test('every lesson of the course reads back from what is written of it', () => {
  expect(folders.length).toBeGreaterThan(50);
  for (const folder of folders) {
    const files = Object.fromEntries(below(folder).map(path => [path.slice(folder.length), readFileSync(path, 'utf8')]));
    const place = folder.slice(content.length, -1);
    const { lesson } = parseLesson(place, files);
    const again = parseLesson(place, writeLesson(lesson ?? ({} as Lesson)));
    expect(again.issues).toEqual([]);
    expect(gist(again.lesson)).toEqual(gist(lesson));
  }
});

const line = fc.string({ unit: fc.constantFrom(...'abc XYZ019 :#\'"-[]{}|>&*!%@`\\/.,?~=äß→'.split('')), minLength: 1, maxLength: 30 }).map(text => text.trim()).filter(text => text !== '');
const name = fc.stringMatching(/^[a-z][a-z0-9]{0,8}$/).filter(text => !(text in {}));

test('whatever an author types reads back as it was typed', () => {
  fc.assert(fc.property(line, line, line, fc.array(line, { minLength: 1, maxLength: 3 }), name, (title, goal, option, paragraph, id) => {
    const text = paragraph.join('\n').trim();
    const lesson: Lesson = {
      id, version: 1, kind: 'lesson', language: 'en', number: '0.0', chapter: 'x', title, aim: option, removes: '', minutes: 5, cluster: 'one', nextPodIP: '', serviceDelay: seconds(0), view: 'cluster',
      goals: [{ id, text: goal, check: "'a' in pods", when: { kind: 'for', span: seconds(20) }, guard: false }], start: '', solution: 'kubectl get pods\nkubectl get nodes\n',
      nearMisses: [{ name: title, script: 'kubectl get pods', unmet: [id] }, { name: goal, script: 'kubectl get pods', unmet: [id] }],
      leadsTo: [],
      closing: goal,
      workbench: [{ image: 'hello:1', code: option, saved: '', built: 'one' }],
      steps: [
        {
          kind: 'read', name: 'one', text: `Text ${text}`.replace(/\n(##\s|```|- \[[ xX]\]\s)/g, '\n $1'), view: null, focus: '', layer: '',
          point: [{ to: 'thing', thing: 'pod', name: 'web-*' }, { to: 'moment', record: 'scheduler/bound', about: 'web', first: true }], line: 0,
        },
        {
          kind: 'predict', name: 'two', text: 'Which?', view: 'pod', focus: '', layer: '', point: [], by: 'node', fork: true, line: 0, do: '', until: '',
          within: seconds(120), pauseAt: [{ when: `true || ${JSON.stringify(goal)} == ''`, say: goal }], check: 'true', known: true, revealAfter: '',
          options: [{ text: option.replace(/\s+/g, ' '), right: true, reply: goal.replace(/\s+/g, ' ') }, { text: 'no', right: false, reply: '' }],
        },
      ],
      hints: ['a', option.replace(/\s+/g, ' '), 'c'], files: {},
    };
    const { draft } = parseLesson('x', writeLesson(lesson));
    expect(gist(draft)).toEqual(gist(lesson));
  }), { numRuns: 300 });
});
