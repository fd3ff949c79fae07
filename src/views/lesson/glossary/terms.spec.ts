import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countWords } from '../../../lessons/text.ts';
import { hasPicture } from './pictures.tsx';
import { TERMS, termOf, withTerms } from './terms.ts';

const CONTENT = new URL('../../../lessons/content/', import.meta.url);
const lessonIds = readdirSync(CONTENT, { withFileTypes: true }).filter(entry => entry.isDirectory()).flatMap(({ name: chapter }) => readdirSync(new URL(`${chapter}/`, CONTENT)).flatMap(folder => {
  const file = new URL(`${chapter}/${folder}/lesson.md`, CONTENT);
  return existsSync(file) ? [/^id: (.*)$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? ''] : [];
}));

describe('the glossary', () => {
  it('has a picture, a lesson that exists and at most 30 words for each term', () => {
    for (const { id, lesson, says } of TERMS) {
      expect(hasPicture(id), id).toBe(true);
      expect(lessonIds, id).toContain(lesson);
      expect(countWords(says), id).toBeLessThanOrEqual(30);
    }
    expect(new Set(TERMS.map(({ id }) => id)).size).toBe(TERMS.length);
  });
  it('knows a term in its other forms', () => {
    expect(termOf('Taints')?.id).toBe('taint');
    expect(termOf('EndpointSlice')?.id).toBe('endpoint');
    expect(termOf('kettle')).toBeUndefined();
  });
  it('links a term where it stands first, whole words only, and three in a step', () => {
    const seen = new Set<string>();
    const linked = (text: string): readonly string[] => withTerms(text, seen).flatMap(({ text: own, term }) => (term === null ? [] : [own]));
    expect(linked('The kubelet asks; kubelets are many. A portrait is no port.')).toEqual(['kubelet', 'port']);
    expect(linked('A readiness probe, a liveness probe')).toEqual(['readiness probe']);
    expect(withTerms('nothing here', new Set())).toEqual([{ text: 'nothing here', term: null }]);
  });
});
