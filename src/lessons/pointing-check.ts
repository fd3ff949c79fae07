/** Whether pointers find what they point at: lines in the lesson's files, things and moments in the cluster. The proof asks. */
import type { PathStep } from '../model/field-path.ts';
import { parseFieldPath, parseManifests } from '../manifest/index.ts';
import type { Simulation } from '../cluster/contract/simulation.ts';
import { isMeant, isMomentOf, type Pointer } from './pointing.ts';

/** What is wrong with a pointer to a file of the lesson, or null. */
export function lineFault(pointer: Pointer, files: Readonly<Record<string, string>>): string | null {
  if (pointer.to !== 'line') return null;
  const text = files[`files/${pointer.file}`];
  if (text === undefined) return `there is no file "files/${pointer.file}"`;
  const parsed = parseManifests(text);
  const path = parseFieldPath(pointer.path);
  return parsed.documents.some(document => document.object !== null && isWritten(document.object, path)) ? null : `"files/${pointer.file}" has no line for ${pointer.path}`;
}
const isWritten = (value: unknown, path: readonly PathStep[]): boolean => {
  const [step, ...rest] = path;
  if (step === undefined) return true;
  const key = typeof step === 'object' ? step.key : step;
  if (typeof value !== 'object' || value === null || !(key in value)) return false;
  return isWritten((value as Record<string | number, unknown>)[key], rest);
};

/** Whether a pointer finds what it points at in a cluster as it is. */
export function findsIt(pointer: Pointer, simulation: Simulation): boolean {
  const view = simulation.view();
  const pods = view.list('pods');
  switch (pointer.to) {
    case 'line': return true;
    case 'row': return view.get('nodes', '', pointer.node) !== undefined;
    case 'moment': return simulation.traceSince(null).some(event => isMomentOf(pointer, event));
    case 'thing': {
      const [own = '', part = ''] = pointer.name.split('/');
      switch (pointer.thing) {
        case 'part': return true;
        case 'node': return view.get('nodes', '', own) !== undefined;
        case 'service': return view.get('services', 'default', own) !== undefined;
        case 'pod': return pods.some(({ metadata }) => isMeant(own, metadata.name));
        case 'volume': return pods.some(({ metadata, spec }) => isMeant(own, metadata.name) && (spec.volumes ?? []).some(({ name }) => name === part));
        case 'container': return pods.some(({ metadata, spec }) => isMeant(own, metadata.name)
          && [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])].some(({ name }) => name === part));
      }
    }
  }
}
