import { expect, test } from 'vitest';
import { inPlainWords } from './plain-words.ts';

const cases = [
  { name: 'a field that the API does not know', says: 'strict decoding error: unknown field "spec.contianers"', want: /slip of the pen/ },
  { name: 'a port that has no number', says: 'spec.containers[0].ports[0].containerPort: Invalid value: 80000: must be between 1 and 65535, inclusive', want: /16 bits/ },
  { name: 'a user without rights, before all else', says: 'pods is forbidden: User "intern" cannot create resource "pods" in API group "" in the namespace "default"', want: /no right/ },
  { name: 'words that say all', says: 'the server is on fire', want: /^$/ },
];
for (const { name, says, want } of cases) test(name, () => expect(inPlainWords(says)).toMatch(want));
