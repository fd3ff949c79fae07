import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { docs } from './docs.ts';

for (const [name, text] of Object.entries(docs())) {
  test(`docs/${name} is what \`npm run docs\` writes`, () => expect(readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8')).toBe(text));
}
