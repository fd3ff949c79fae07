/** The strip from code to Pod, above the picture: code, image, manifest, running. Building is drawn, not run. */
import type { ReactNode } from 'react';
import { textOf, useClusterView, useSession } from '../../../session/index.ts';
import { linksOf, stationsOf, tagOf } from './stations.ts';
import './workbench.css';

function Station({ title, about, children }: { readonly title: string; readonly about: string; readonly children: ReactNode }): ReactNode {
  return <li className="b-station"><p><b>{title}</b><span>{about}</span></p>{children}</li>;
}
const Link = ({ verb, holds }: { readonly verb: string; readonly holds: boolean }): ReactNode => (
  <li className="b-link" data-holds={holds || undefined}>
    <span>{verb}</span>
    <svg viewBox="0 0 44 12" width="44" height="12" aria-hidden="true"><path d="M1 6h40M36 2l5 4-5 4" /></svg>
    <span className="visually-hidden">{holds ? 'done' : 'not yet'}</span>
  </li>
);
const layers = [14, 9, 4].map(y => `M4 ${y + 6}l12 4 12-4-12-4Z`);

export function Workbench(): ReactNode {
  const taken = useSession(state => state.lesson);
  const manifest = useSession(({ tabs }) => textOf(tabs, tabs.active));
  const pods = useClusterView().list('pods');
  if (taken === null || taken.lesson.workbench.length === 0) return null;
  const stations = stationsOf(taken.lesson, taken.run, manifest, pods);
  const links = linksOf(stations);
  const { code, images, named, running } = stations;
  return (
    <section className="b-bench" aria-label="From code to Pod">
      <ol>
        <Station title="Code" about="index.html"><pre>{code}</pre></Station>
        <Link verb="is built into" holds={links.built} />
        <Station title="Image" about="in the registry">
          <ul>{images.map(({ name, code: inside }) => (
            <li key={name} data-lit={name === named || undefined}>
              <svg viewBox="0 0 32 26" width="22" height="18" aria-hidden="true">{layers.map(d => <path key={d} d={d} />)}</svg>
              <code title={name}>{tagOf(name)}</code>
              <span>{inside}</span>
            </li>
          ))}</ul>
        </Station>
        <Link verb="is named in" holds={links.named} />
        <Station title="Manifest" about="on its way to Kubernetes"><pre><span>image: </span>{named === '' ? '______' : tagOf(named)}</pre></Station>
        <Link verb="is run from" holds={links.runs} />
        <Station title="Pod" about={running === null ? 'not there yet' : running.ready ? 'running, ready' : 'running'}>
          {running === null ? <pre className="b-empty">no Pod</pre> : <pre className="b-runs">{running.code === '' ? tagOf(running.image) : running.code}</pre>}
        </Station>
      </ol>
      <small>Building is drawn here, not run.</small>
    </section>
  );
}
