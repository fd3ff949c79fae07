/** What a refusal of the API server means, in plain words; '' where its own say all. Keyed by its words, which are Kubernetes'. */

const WORDS: readonly (readonly [says: RegExp, plain: string])[] = [
  [/unknown field/, 'There is no field of that name at this place: a slip of the pen, or a field that belongs elsewhere. Asked strictly, as kubectl asks, the server stores nothing that it does not know.'],
  [/must be between 1 and 65535/, 'A port number has 16 bits. The largest that fits is 65535.'],
  [/RFC 1123/, 'Names become parts of host names: small letters, digits and a dash between them, nothing else.'],
  [/pod updates may not change fields/, 'A Pod that exists keeps its spec, but for its images and a few other fields. Delete it and create it anew.'],
  [/already exists/, 'An object of this kind and name is there already. Give the new one another name, or change the old one.'],
  [/User ".*" cannot/, 'This user has no right to do that. Rights are asked for before anything else is looked at.'],
  [/quantities must match/, 'Write an amount as a number with a unit: 250m of a CPU, 128Mi of memory.'],
  [/must be less than or equal to .* limit/, 'A request is what is promised at least, a limit what is allowed at most: the first cannot be larger.'],
  [/Unsupported value/, 'Only the words that are listed are possible here.'],
  [/Required value/, 'This field may not be left out.'],
  [/Duplicate value/, 'Two entries of this list have what must be different in each.'],
  [/field is immutable/, 'This field is settled when the object is created. Delete the object and create it anew.'],
  [/violates PodSecurity/, 'The namespace asks for more security than this Pod gives. The list says what is missing.'],
  [/exceeded quota/, 'The namespace has a budget, and this would go over it.'],
  [/not found/, 'Nothing of that name is there.'],
];
export const inPlainWords = (message: string): string => WORDS.find(([says]) => says.test(message))?.[1] ?? '';
