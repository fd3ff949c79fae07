/** The way from code to a running Pod, as it stands now: what is saved, built, named in the manifest, and running. */
import type { Pod } from '../../../model/objects.ts';
import type { Lesson, RunState } from '../../../session/lessons/play.ts';

interface Stations {
  /** What the page in the code says. */
  readonly code: string;
  /** Images that have been built, oldest first; the code of each is frozen in it. */
  readonly images: readonly { readonly name: string; readonly code: string }[];
  /** What the learner's manifest names, '' while there is a gap. */
  readonly named: string;
  readonly running: { readonly image: string; readonly code: string; readonly ready: boolean } | null;
}

/** Links of the chain that hold: code is in an image, the manifest names one that exists, and that one runs. */
interface Links {
  readonly built: boolean;
  readonly named: boolean;
  readonly runs: boolean;
}

const repository = (image: string): string => image.replace(/:[^:/]*$/, '');
const named = (text: string): string => /^\s*-?\s*image:\s*["']?([\w./:@-]+)/m.exec(text)?.[1]?.replace(/^_+$/, '') ?? '';

export function stationsOf({ workbench, steps }: Lesson, run: RunState, manifest: string, pods: readonly Pod[]): Stations {
  const reached = (name: string): boolean => name === '' || steps.findIndex(step => step.name === name) <= run.step;
  const saved = workbench.filter(build => reached(build.saved));
  const images = saved.filter(build => reached(build.built)).map(({ image, code }) => ({ name: image, code }));
  const repositories = new Set(workbench.map(({ image }) => repository(image)));
  const pod = pods.find(({ spec }) => spec.containers.some(({ image = '' }) => repositories.has(repository(image))));
  const status = pod?.status.containerStatuses?.[0];
  const image = status?.state?.running === undefined ? '' : (pod?.spec.containers[0]?.image ?? '');
  return {
    code: saved.at(-1)?.code ?? '', images, named: named(manifest),
    running: image === '' ? null : { image, code: images.find(({ name }) => name === image)?.code ?? '', ready: status?.ready === true },
  };
}

export const linksOf = ({ code, images, named: wanted, running }: Stations): Links => ({
  built: images.some(image => image.code === code),
  named: images.some(({ name }) => name === wanted),
  runs: running !== null && running.image === wanted,
});
/** `registry.example/hello:1` in two parts, for a narrow card. */
export const tagOf = (image: string): string => image.slice(image.lastIndexOf('/') + 1);
