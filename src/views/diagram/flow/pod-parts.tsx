/** The parts of an opened Pod: the glass with what is shared, a container as a block, an init container as an arrow, a volume as an open tray. */
import { memo, type CSSProperties, type ReactNode } from 'react';
import type { Node, NodeProps } from '@xyflow/react';
import type { ProbeFact } from '../../../cluster/contract/facts.ts';
import { fateWords, keeperLabel } from '../../../session/index.ts';
import { Glyph } from '../../../ui/glyph.tsx';
import { Mark } from '../../../ui/mark.tsx';
import type { ContainerBox, Meter, PodGraph, Tray } from '../project/pod.ts';
import { useActions } from './actions.ts';
import { Ends } from './ends.tsx';
import { useFrame, useShareOf } from './frame.ts';
import { usePointed } from './pointed.ts';
import { Countdown } from './pod-node.tsx';

/** Its parts stand side by side, or below one another, or, in a narrow one, only the processes and what they use. */
export type BoxForm = 'open' | 'usual' | 'slim';
type GlassFlowNode = Node<{ readonly pod: PodGraph; readonly narrow: boolean; readonly net: { readonly top: number; readonly height: number; readonly strip: number } }, 'glass'>;
type BoxFlowNode = Node<{ readonly pod: PodGraph; readonly box: ContainerBox; readonly lines: number; readonly form: BoxForm; readonly chosen: boolean }, 'box'>;
type InitFlowNode = Node<{ readonly pod: PodGraph; readonly box: ContainerBox }, 'init'>;
/** `text` is where its words begin: clear of every leg. */
type TrayFlowNode = Node<{ readonly tray: Tray; readonly text: number; readonly stacked: boolean }, 'tray'>;

function Drain({ span }: { readonly span: NonNullable<PodGraph['grace']> }): ReactNode {
  const gone = useShareOf(span);
  const seconds = useFrame(({ now }) => Math.max(0, Math.ceil((span.to - now) / 1000)));
  return (
    <>
      <span className="pd-mid">SIGKILL in <b>{seconds} s</b></span>
      <i className="dg-grace pd-drain" style={{ '--left': `${(1 - gone) * 100}%` } as CSSProperties} />
    </>
  );
}

function Shared({ pod }: { readonly pod: PodGraph }): ReactNode {
  return (
    <div className="pd-side">
      <div className={`pd-pause ${usePointed('part', 'pause')} ${pod.lit === 'sandbox' ? 'dg-lit' : ''} ${pod.sandbox === 'none' ? 'pd-none' : ''}`}>
        <b><Glyph name="anchor" size={14} />pause</b>
        <span>{pod.sandbox === 'creating' ? 'the sandbox is being made' : pod.sandbox === 'ready' ? 'first in, last out: holds the shared namespaces' : pod.sandbox === 'stopped' ? 'stopped' : 'not created yet'}</span>
      </div>
      <ul>
        <li><b>Network</b><span>{pod.hostNetwork ? 'that of the node: hostNetwork' : 'one address, one set of ports, one routing table'}</span></li>
        <li><b>Host name (UTS)</b><span className="mono">{pod.hostname}</span></li>
        <li><b>Memory (IPC)</b>{pod.hostIPC ? <span>that of the node: hostIPC</span> : <span className="mono">/dev/shm {pod.shm === '' ? '64Mi' : `volume ${pod.shm}`}</span>}</li>
        <li className={pod.sharesProcesses || pod.hostPID ? '' : 'pd-own'}><b>Process IDs</b><span>{pod.hostPID ? 'those of the node: hostPID' : pod.sharesProcesses ? 'shared: pause is process 1' : 'each container its own'}</span></li>
      </ul>
    </div>
  );
}

/** The height of a strip whose words stand on one line. */
const ONE_LINE = 26;
/** The same as a strip, where height is dear. */
function SharedStrip({ pod, height }: { readonly pod: PodGraph; readonly height: number }): ReactNode {
  return (
    <div className={`pd-strip ${height > ONE_LINE ? 'pd-wraps' : ''} ${usePointed('part', 'pause')} ${pod.lit === 'sandbox' ? 'dg-lit' : ''}`} style={{ height }}>
      <b><Glyph name="anchor" size={13} />pause</b>
      <span>{pod.sandbox === 'ready' ? 'shares' : pod.sandbox === 'creating' ? 'is being made' : pod.sandbox}</span>
      <span><b>Network</b> {pod.hostNetwork ? 'of the node' : 'one address'}</span>
      <span><b>UTS</b> <code>{pod.hostname}</code></span>
      <span><b>IPC</b> {pod.hostIPC ? 'of the node' : <code>/dev/shm {pod.shm === '' ? '64Mi' : pod.shm}</code>}</span>
      <span className={pod.sharesProcesses || pod.hostPID ? '' : 'pd-own'}><b>Process IDs</b> {pod.hostPID ? 'of the node' : pod.sharesProcesses ? 'shared' : 'each its own'}</span>
    </div>
  );
}

/** Labels as chips, annotations in italics, where the column of what is shared leaves room. */
function Labelled({ pod, top }: { readonly pod: PodGraph; readonly top: number }): ReactNode {
  return (
    <div className="pd-labels" style={{ top }}>
      {Object.entries(pod.labels).map(([key, value]) => <span key={key} className="dg-chip dg-label" title={`label ${key}=${value}`}><span className="dg-chip-text">{key}={value}</span></span>)}
      {Object.entries(pod.annotations).map(([key, value]) => <span key={key} className="dg-chip dg-note" title={`annotation ${key}: ${value}`}><span className="dg-chip-text">{key}: {value}</span></span>)}
    </div>
  );
}

export const GlassNode = memo(({ data: { pod, narrow, net } }: NodeProps<GlassFlowNode>): ReactNode => (
  <div className={`pd-glass ${usePointed('pod', pod.name)} ${pod.cut ? 'dg-cut' : ''} ${pod.mark === 'pending' || pod.node === '' ? 'pd-dashed' : ''} ${pod.lit === 'pod' ? 'dg-lit pd-lit' : ''}`}>
    <div className="pd-head">
      <span className="pd-name"><Mark state={pod.mark} size={16} />{pod.name}</span>
      {pod.cut && <span className="pd-cut"><Mark state="warning" size={14} />{pod.node} is cut off: this is what was last heard</span>}
      <span className="pd-mid">{pod.mark === 'failed' || pod.mark === 'terminating' || pod.mark === 'warning' ? `${pod.word}, ${pod.readyText}` : pod.readyText}</span>
      <span className="pd-grow" />
      {pod.grace !== null && <Drain span={pod.grace} />}
      {!narrow && !pod.cut && <span className="pd-mid pd-fate" title={fateWords(pod.keeper)}>{pod.keeper.by === 'kubelet' && <Glyph name="pin" size={13} />}{keeperLabel(pod.keeper)}</span>}
      {!narrow && <span className="pd-mid">QoS class <b>{pod.qos}</b></span>}
      <span className="pd-mid">restarts <b>{pod.restarts}</b></span>
    </div>
    {net.strip > 0 ? <SharedStrip pod={pod} height={net.strip} /> : <Shared pod={pod} />}
    {!narrow && net.strip === 0 && net.top > 400 && <Labelled pod={pod} top={net.top - 64} />}
    <div className={`pd-net ${usePointed('part', 'address')}`} style={{ top: net.top, height: net.height }} />
  </div>
));

function MeterRow({ label, meter, oom = false }: { readonly label: string; readonly meter: Meter; readonly oom?: boolean }): ReactNode {
  return (
    <div className="pd-meter">
      <span>{label}</span>
      <div className={`pd-track ${meter.limited ? '' : 'pd-free'} ${meter.throttled ? 'pd-throttled' : ''}`}>
        <i style={{ width: `${meter.share * 100}%` }} />
        {meter.limited && <i className={oom ? 'pd-limit pd-over' : 'pd-limit'} />}
      </div>
      <span className="mono">{meter.text}{meter.throttled && <em> throttled</em>}</span>
    </div>
  );
}

/** A probe beats at the instant of its result, and then stands still until the next. */
const BEAT_MS = 900;
function ProbeRow({ probe }: { readonly probe: ProbeFact }): ReactNode {
  const last = probe.results[probe.results.length - 1];
  const beats = useFrame(({ now }) => last !== undefined && now >= last.at && now - last.at < BEAT_MS);
  const misses = probe.results.length - 1 - probe.results.findLastIndex((one) => one.ok);
  const seen = probe.results.slice(-5);
  return (
    <div className="pd-probe">
      <span className={beats ? (last?.ok ? 'pd-hit' : 'pd-fail') : ''}><Glyph name="pulse" size={14} /></span>
      {probe.probe} <span className="mono pd-target">{probe.target}</span>
      {misses > 0 && probe.results.length > 0 && <span className="pd-miss">{Math.min(misses, probe.failureThreshold)} of {probe.failureThreshold}</span>}
      <span className="pd-beats" role="img" aria-label={`last results: ${seen.map((one) => (one.ok ? 'ok' : 'failed')).join(', ')}`}>
        {seen.map((one) => <svg key={one.at} width="12" height="12" viewBox="0 0 12 12" className={one.ok ? 'pd-hit' : 'pd-fail'}><path d={one.ok ? 'M2 6.4 4.8 9 10 3.4' : 'M2 6h8'} /></svg>)}
      </span>
    </div>
  );
}
const Probes = ({ box }: { readonly box: ContainerBox }): ReactNode =>
  box.probes.length === 0 ? <div className="pd-probe"><span className="pd-dim">no probes</span></div> : box.probes.slice(0, 3).map((probe) => <ProbeRow key={probe.probe} probe={probe} />);

/** What there is to say of a container that does not run. */
function Idle({ box }: { readonly box: ContainerBox }): ReactNode {
  const { chip } = box;
  const filled = useShareOf(chip.pull);
  const waited = useShareOf(chip.retry);
  const seconds = useFrame(({ now }) => (chip.retry === null ? 0 : Math.max(0, Math.ceil((chip.retry.to - now) / 1000))));
  return (
    <div className="pd-idle">
      {chip.pull !== null && <><p>Pulling the image</p><div className="pd-load"><i style={{ width: `${filled * 100}%` }} /></div></>}
      {chip.retry !== null && <p className="pd-retry"><Countdown share={waited} size={18} />next start in {seconds} s</p>}
      {chip.pull === null && chip.retry === null && box.trouble === '' && <p>{chip.look === 'exited' ? (chip.word === 'exit 0' ? 'ran to its end' : 'stopped') : chip.look === 'created' ? 'created, not started yet' : chip.failed ? chip.word : 'not created yet'}</p>}
      {box.trouble !== '' && <p className="pd-last"><span>the kubelet says</span><code>{box.trouble}</code></p>}
      {box.lastLine !== '' && <p className="pd-last"><span>last line of its log</span><code>{box.lastLine}</code></p>}
    </div>
  );
}

function Files({ box, lines, open }: { readonly box: ContainerBox; readonly lines: number; readonly open: boolean }): ReactNode {
  const shown = box.root.slice(0, open ? 2 * lines - box.root.filter((one) => one.mounted).length : lines);
  return (
    <div>
      <h4>Own <span className="pd-long">root </span>file system</h4>
      <ul style={{ maxHeight: lines * 16 + 2 }}>{shown.map((one) => <li key={one.path} title={one.path} className={one.mounted ? 'pd-vol' : ''}>{one.path}</li>)}</ul>
    </div>
  );
}

function Processes({ box, lines }: { readonly box: ContainerBox; readonly lines: number }): ReactNode {
  const rest = box.processes.length > lines ? box.processes.length - lines + 1 : 0;
  return (
    <div>
      <h4>Processes</h4>
      <ul className={box.processes.length < Math.min(3, lines) ? 'pd-wrap' : ''} style={{ maxHeight: lines * 16, '--clamp': Math.min(3, lines) } as CSSProperties}>
        {box.processes.slice(0, rest > 0 ? lines - 1 : lines).map((one) => <li key={one.pid} className={one.zombie ? 'pd-dim' : ''} title={one.command}><s>{one.pid}</s><span>{one.command}{one.zombie ? ' (zombie)' : ''}</span></li>)}
        {rest > 0 && <li className="pd-dim">{rest} more</li>}
      </ul>
    </div>
  );
}

function Inside({ box, lines, form }: { readonly box: ContainerBox; readonly lines: number; readonly form: BoxForm }): ReactNode {
  return (
    <>
      <div className="pd-cols">
        {form !== 'slim' && <Files box={box} lines={lines} open={form === 'open'} />}
        <Processes box={box} lines={lines} />
      </div>
      <div className="pd-foot">
        {form === 'open' && <h4>In use</h4>}
        {box.cpu && <MeterRow label="CPU" meter={box.cpu} />}
        {box.memory && <MeterRow label="Memory" meter={box.memory} oom={box.oom} />}
        <Probes box={box} />
      </div>
    </>
  );
}

export const BoxNode = memo(({ data: { pod, box, lines, form, chosen } }: NodeProps<BoxFlowNode>): ReactNode => {
  const actions = useActions();
  const { chip } = box;
  const running = chip.look === 'running';
  return (
    <article className={`pd-box ${usePointed('container', `${pod.name}/${chip.name}`)} ${running ? '' : 'pd-off'} ${box.lit ? 'dg-lit' : ''} ${chosen ? 'dg-chosen' : ''} ${form === 'usual' ? '' : `pd-${form}`}`}>
      <button type="button" className="nodrag pd-box-head" aria-label={`Container ${chip.name}, ${box.word}, image ${box.image}, ${chip.restarts} restarts`} onClick={() => actions.select('Container', pod.namespace, pod.name, chip.name)}>
        <span className="pd-title">{chip.name}</span>
        <span className="pd-grow" />
        <span className="pd-state"><Mark state={box.mark} size={13} /><span className="pd-word">{box.word}</span></span>
      </button>
      <div className="pd-img">
        <span className="mono">{box.image}</span>
        {chip.kind === 'sidecar' && <span className="pd-kind"><Glyph name="loop" size={13} />native sidecar</span>}
        {chip.kind === 'ephemeral' && <span className="pd-kind">ephemeral</span>}
        {chip.restarts > 0 && <span className="pd-again"><span className={box.last === '' ? '' : 'pd-times'}>restart {chip.restarts}</span>{box.last !== '' && <><span className="pd-times">, </span>last <b className={box.last === 'exit 0' ? '' : 'pd-bad'}>{box.last}</b></>}</span>}
      </div>
      {running ? <Inside box={box} lines={lines} form={form} /> : <Idle box={box} />}
      <Ends />
    </article>
  );
});

export const InitNode = memo(({ data: { pod, box } }: NodeProps<InitFlowNode>): ReactNode => {
  const actions = useActions();
  const filled = useShareOf(box.chip.pull);
  return (
    <button type="button" className={`nodrag pd-init ${usePointed('container', `${pod.name}/${box.chip.name}`)} ${box.lit ? 'pd-init-now' : ''}`} aria-label={`Init container ${box.chip.name}, ${box.word}`} onClick={() => actions.select('Container', pod.namespace, pod.name, box.chip.name)}>
      <svg viewBox="0 0 218 30" preserveAspectRatio="none" aria-hidden="true"><path vectorEffect="non-scaling-stroke" d="M1 1H204L217 15L204 29H1Z" />{box.chip.pull !== null && <rect x="1" y="1" height="28" width={203 * filled} />}</svg>
      <span className="pd-title">{box.chip.name}</span>
      <span className="pd-grow" />
      <Mark state={box.mark} size={13} /><small>{box.chip.look === 'exited' || box.chip.failed ? box.word : box.chip.look === 'running' ? 'runs, once' : box.chip.look === 'pulling' ? 'pulling' : 'waits'}</small>
    </button>
  );
});

export const TrayNode = memo(({ data: { tray, text, stacked } }: NodeProps<TrayFlowNode>): ReactNode => {
  const actions = useActions();
  return (
    <button type="button" className={`nodrag pd-tray ${usePointed('volume', tray.name)}`} onClick={() => actions.openTray(tray.name)} aria-label={`Volume ${tray.name}, ${tray.kind}${tray.about === '' ? '' : ` ${tray.about}`}, mounted by ${tray.mounts.map((mount) => `${mount.container} at ${mount.path}`).join(', ')}; ${tray.files.length} files`}>
      <span style={{ left: text }}><b>{tray.name}</b> {tray.kind}{tray.about !== '' && `, ${tray.about}`}</span>
      {stacked && <span className="pd-mounted">{tray.mounts.map((mount) => `${mount.container} ${mount.path}`).join(', ')}</span>}
      <Ends />
    </button>
  );
});
