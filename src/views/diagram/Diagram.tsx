/** The picture: one cluster at four depths. Click or Enter goes in; the page's Escape goes out. */
import { lazy, Suspense, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { frameSource, getState, openPod, setDepth, setLayer, useClusterView, useSession, type Depth } from '../../session/index.ts';
import { ActionMenu } from '../../ui/action-menu.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { AddNode } from './AddNode.tsx';
import { ClusterDepth } from './ClusterDepth.tsx';
import { FrameContext } from './flow/frame.ts';
import { PointedContext, usePointedInSight } from './flow/pointed.ts';
import { PhoneMore } from './PhoneMore.tsx';
import { linesOf, openedPod } from './pod-lines.ts';
import { PredictSwitch } from './predict/PredictSwitch.tsx';
import { usePane } from './use-picture.ts';
import './view.css';

// What the first paint does not show comes when it is wanted.
const LabelStrip = lazy(() => import('./LabelStrip.tsx').then((file) => ({ default: file.LabelStrip })));
const Legend = lazy(() => import('./Legend.tsx').then((file) => ({ default: file.Legend })));
const PodDepth = lazy(() => import('./PodDepth.tsx').then((file) => ({ default: file.PodDepth })));
const NetworkDepth = lazy(() => import('./NetworkDepth.tsx').then((file) => ({ default: file.NetworkDepth })));
const PredictCard = lazy(() => import('./predict/PredictCard.tsx').then((file) => ({ default: file.PredictCard })));
const SchedulerDepth = lazy(() => import('./SchedulerDepth.tsx').then((file) => ({ default: file.SchedulerDepth })));

const DEPTHS: readonly (readonly [Depth, string])[] = [['cluster', 'Cluster'], ['pod', 'Pod'], ['network', 'Network'], ['scheduler', 'Scheduler']];

/** Going deeper opens the Pod that is selected, or else the one that the story is about. */
function goTo(depth: Depth): void {
  const { selection, openPod: open, clock, view } = getState();
  if (depth === 'cluster') return setDepth(depth);
  if (selection?.kind === 'Pod' || selection?.kind === 'Container') {
    if (view.get('pods', selection.namespace, selection.name) !== undefined) return openPod(selection.namespace, selection.name, depth);
  }
  const record = clock.beats[clock.index]?.record;
  const told = open === '' && record !== undefined && 'uid' in record ? view.list('pods').find((pod) => pod.metadata.uid === record.uid) : undefined;
  if (told) openPod(told.metadata.namespace, told.metadata.name, depth);
  else setDepth(depth);
}

function DepthSwitch({ depth }: { readonly depth: Depth }): ReactNode {
  const step = (event: KeyboardEvent, by: number): void => {
    const at = DEPTHS.findIndex(([one]) => one === depth);
    const next = DEPTHS[(at + by + DEPTHS.length) % DEPTHS.length];
    if (!next) return;
    goTo(next[0]);
    event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')[(at + by + DEPTHS.length) % DEPTHS.length]?.focus();
  };
  return (
    <div className="vw-depth" role="tablist" aria-label="Depth of the picture" tabIndex={-1} onKeyDown={(event) => (event.key === 'ArrowRight' ? step(event, 1) : event.key === 'ArrowLeft' ? step(event, -1) : undefined)}>
      {DEPTHS.map(([one, name]) => <button key={one} type="button" role="tab" aria-selected={one === depth} tabIndex={one === depth ? 0 : -1} className={one === depth ? 'vw-on' : ''} onClick={() => goTo(one)}>
        {name}
      </button>)}
    </div>
  );
}

/** What stands beside the switch: where the opened Pod is, or the word that shows labels. */
function Beside({ depth, labels, onLabels }: { readonly depth: Depth; readonly labels: boolean; readonly onLabels: (on: boolean) => void }): ReactNode {
  const open = useSession((state) => state.openPod);
  const layer = useSession((state) => state.layer);
  const view = useClusterView();
  if (depth === 'pod') {
    const pod = openedPod(view, open);
    const node = pod?.spec.nodeName;
    if (open === '') return null;
    return (
      <span className="vw-where">
        {node === undefined ? 'on no node yet' : <>on <code>{node}</code></>}
        {pod !== undefined && <button type="button" className="vw-button" aria-pressed={layer === 'files'} onClick={() => setLayer(layer === 'files' ? '' : 'files')}><Glyph name="file" size={14} />Files</button>}
        {pod !== undefined
          && <ActionMenu
            label="The same with kubectl" className="vw-button" button={<><Glyph name="term" size={14} /><span className="vw-word">kubectl</span></>}
            items={() => Promise.resolve(linesOf(pod))}
          />}
      </span>
    );
  }
  if (depth !== 'cluster') return null;
  return (
    <span className="vw-labels">
      <PredictSwitch />
      <AddNode />
      <button type="button" className="vw-button" aria-pressed={labels} onClick={() => onLabels(!labels)}>Labels</button>
    </span>
  );
}

export function Diagram(): ReactNode {
  const depth = useSession((state) => state.depth);
  const pane = usePane();
  const pointing = useSession((state) => state.pointing);
  const first = useSession((state) => state.untouched && state.lesson === null && state.depth === 'cluster');
  const [legend, setLegend] = useState(false);
  const labels = useSession((state) => state.layer === 'labels');
  const [selector, setSelector] = useState('');
  const section = useRef<HTMLElement>(null);
  usePointedInSight(section, pointing.serial);
  // Going in or out takes away what had the focus: the keyboard stays in the picture.
  const before = useRef(depth);
  useEffect(() => {
    if (before.current !== depth && document.activeElement === document.body) section.current?.focus({ preventScroll: true });
    before.current = depth;
  }, [depth]);
  const closeLegend = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || !legend) return;
    event.preventDefault();
    setLegend(false);
  };
  const showLabels = (on: boolean): void => {
    setLayer(on ? 'labels' : '');
    if (!on) setSelector('');
  };
  return (
    <section ref={section} tabIndex={-1} className="vw-diagram" data-pointing={pointing.pointers.some(({ to }) => to === 'thing' || to === 'row') || undefined} aria-label="Picture of the cluster" onKeyDown={closeLegend}>
      <div className="v-top" hidden={first}>
        <DepthSwitch depth={depth} />
        <Beside depth={depth} labels={labels} onLabels={showLabels} />
        <PhoneMore depth={depth} onLegend={() => setLegend(!legend)} />
        <span className="vw-grow" />
        <button type="button" className="vw-button vw-legend" aria-label="Legend" aria-expanded={legend} onClick={() => setLegend(!legend)}><Glyph name="key" /><span>Legend</span></button>
      </div>
      {labels && depth === 'cluster' && <Suspense fallback={null}><LabelStrip selector={selector} onSelector={setSelector} /></Suspense>}
      <div className="vw-pane" ref={pane.ref}>
        <FrameContext.Provider value={frameSource}><PointedContext.Provider value={pointing.pointers}>
          {depth === 'cluster' && <ClusterDepth pane={pane} selector={selector} labels={labels} />}
          <Suspense fallback={null}>
            {depth === 'pod' && <PodDepth pane={pane} />}
            {depth === 'network' && <NetworkDepth pane={pane} />}
            {depth === 'scheduler' && <SchedulerDepth pane={pane} />}
            {!first && <PredictCard />}
          </Suspense>
        </PointedContext.Provider></FrameContext.Provider>
      </div>
      {legend && <Suspense fallback={null}><Legend onClose={() => setLegend(false)} /></Suspense>}
    </section>
  );
}
