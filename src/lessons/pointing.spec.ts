import { describe, expect, it } from 'vitest';
import { lineFault } from './pointing-check.ts';
import { parsePointer } from './pointing.ts';
import { optionAt, secondsOf } from './seconds.ts';
import { parseLesson } from './loader.ts';

describe('what a step points at', () => {
  it('is a line, a thing, a moment or a row', () => {
    expect(parsePointer('line pod.yaml spec.containers[0].image')).toEqual({ to: 'line', file: 'pod.yaml', path: 'spec.containers[0].image' });
    expect(parsePointer('container shop/web')).toEqual({ to: 'thing', thing: 'container', name: 'shop/web' });
    expect(parsePointer('first moment scheduler/bound web-*')).toEqual({ to: 'moment', record: 'scheduler/bound', about: 'web-*', first: true });
    expect(parsePointer('row node-3 NodeResourcesFit')).toEqual({ to: 'row', node: 'node-3', plugin: 'NodeResourcesFit' });
    expect(parsePointer('row node-3')).toEqual({ to: 'row', node: 'node-3', plugin: '' });
  });
  it('is nothing where a word is missing, too much or unknown', () => {
    for (const text of ['', 'pod', 'line pod.yaml', 'moment bound web', 'part kettle', 'pod a b', 'first pod a']) expect(parsePointer(text), text).toBeNull();
  });
  it('must be written in the file that it names', () => {
    const files = { 'files/pod.yaml': 'spec:\n  containers:\n  - name: web\n    image: nginx:1.27\n' };
    expect(lineFault({ to: 'line', file: 'pod.yaml', path: 'spec.containers[0].image' }, files)).toBeNull();
    expect(lineFault({ to: 'line', file: 'pod.yaml', path: 'spec.containers[1].image' }, files)).toContain('has no line');
    expect(lineFault({ to: 'line', file: 'gone.yaml', path: 'spec' }, files)).toContain('there is no file');
  });
});

describe('a prediction on a scale of time', () => {
  const options = ['0 s to 4 s', '4 s to 8 s', '8 s to 20 s'].map(text => ({ text, right: false, reply: '' }));
  it('takes the span in which the mark lies, a border belonging to what begins there', () => {
    expect([0, 3, 4, 8, 20].map(second => optionAt(options, second))).toEqual([0, 0, 1, 2, 2]);
    expect(secondsOf('8 s to 4 s')).toBeNull();
  });
  it('is refused when its spans leave a gap', () => {
    const step = (second: string): string => `---\nformat: 1\nid: a\nkind: demo\ntitle: A\n---\n## predict: when\nWhen?\n- [x] 0 s to 4 s\n- [ ] ${second}\n\`\`\`step\nby: second\ncheck: "true"\n\`\`\`\n`;
    const faults = (second: string): readonly string[] => parseLesson('demos/1-a', { 'lesson.md': step(second) }).issues.map(({ message }) => message);
    expect(faults('4 s to 8 s')).toEqual([]);
    expect(faults('5 s to 8 s').join()).toContain('without a gap');
  });
});
