/** What a step is about: the file in which it was written, and whose container it is. */
import { sentenceText, subjectOf, type Beat, type ManifestFile, type Selection } from '../../session/index.ts';

/** The Pod of a container that the sentence tells of without naming it; '' where it does, or where that Pod is the one that is opened. */
export function unsaidPod({ record, sentence }: Beat, opened: string): string {
  const subject = subjectOf(record);
  if (subject?.kind !== 'Container' || opened === `${subject.namespace}/${subject.name}`) return '';
  return sentenceText(sentence).includes(subject.name) ? '' : subject.namespace === 'default' ? subject.name : `${subject.namespace}/${subject.name}`;
}

/** The file that names it, the open one first; null where none does. */
export function fileOf(selection: Selection, files: readonly ManifestFile[], active: string): string | null {
  if (!('name' in selection)) return null;
  const named = new RegExp(`^\\s*name:\\s*["']?${selection.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["']?\\s*$`, 'm');
  const found = files.filter(({ text }) => named.test(text)).map(({ name }) => name);
  return found.includes(active) ? active : (found[0] ?? null);
}
