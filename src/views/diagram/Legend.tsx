/** The legend: how each thing is drawn. Opens over the picture and closes again; nothing below it moves. */
import type { ReactNode } from 'react';
import { Glyph } from '../../ui/glyph.tsx';
import { Mark, type MarkName } from '../../ui/mark.tsx';

const STATES: readonly (readonly [MarkName, string, string])[] = [
  ['pending', 'Pending', 'a place, not filled yet'],
  ['running', 'Running', 'at work, not Ready'],
  ['ready', 'Ready', 'gets traffic'],
  ['succeeded', 'Succeeded', 'done, exit 0'],
  ['failed', 'Failed', 'stopped, wrong'],
  ['terminating', 'Terminating', 'on its way out'],
  ['warning', 'Warning', 'works, but look'],
];

function Things(): ReactNode {
  return (
    <ul>
      <li><i className="lg-node" /><span><b>Node</b> a machine: plain ground</span></li>
      <li><i className="lg-pod" /><span><b>Pod</b> glass: you see what is inside</span></li>
      <li><i className="lg-container" /><span><b>Container</b> a block with a spine</span></li>
      <li><i className="lg-init"><svg viewBox="0 0 60 20"><path d="M1 1H50L59 10L50 19H1Z" /></svg></i><span><b>Init container</b> runs once, hands on</span></li>
      <li><i className="lg-container lg-sidecar"><Glyph name="loop" size={12} /></i><span><b>Native sidecar</b> a container with the loop</span></li>
      <li><i className="lg-tray" /><span><b>Volume</b> an open tray, a leg for each mount</span></li>
      <li>
        <i className="lg-port"><svg viewBox="0 0 60 20"><path d="M0 10H60" /><circle cx="20" cy="10" r="6" className="lg-listens" /><circle cx="44" cy="10" r="6" /></svg></i>
        <span><b>Port</b> open ring listens, full is connected</span>
      </li>
      <li><i className="lg-packet">a:b</i><span><b>Packet</b> carries its own addresses</span></li>
      <li><i className="lg-service" /><span><b>Service</b> dashed: rules, not a place</span></li>
      <li><i className="lg-owner" /><span><b>Owner</b> steel: a Deployment, a Job, … that keeps Pods</span></li>
      <li><i className="lg-pod lg-kept" /><span><b>Kept</b> a peg at its left: an owner replaces it</span></li>
      <li><i className="lg-pod lg-static"><Glyph name="pin" size={12} /></i><span><b>Static</b> a pin: from a file on its node</span></li>
      <li><i className="lg-pod" /><span><b>Bare</b> neither: once gone, it stays gone</span></li>
      <li><i className="lg-taking" /><span><b>Hatched</b> room that is being taken</span></li>
      <li><i className="lg-now" /><span><b>Yellow</b> the story is about this, now</span></li>
    </ul>
  );
}

export function Legend({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <aside className="lg-legend" aria-label="Legend">
      <div className="lg-head"><b>How each thing is drawn</b><button type="button" className="vw-button" aria-label="Close the legend" onClick={onClose} autoFocus><Glyph name="close" /></button></div>
      <Things />
      <ul className="lg-states">{STATES.map(([state, word, about]) => <li key={state}><Mark state={state} size={16} /><span><b>{word}</b> {about}</span></li>)}</ul>
      <p className="lg-credit">The picture is drawn with React Flow (reactflow.dev).</p>
    </aside>
  );
}
