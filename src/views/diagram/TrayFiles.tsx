/** What is in a volume: its files as one of its containers sees them, and what stands in one. */
import { useEffect, useState, type KeyboardEvent, type ReactNode } from 'react';
import { ask, typeLine, useSession } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';
import type { PodGraph, Tray } from './project/pod.ts';

/** More than this of a file is for the terminal. */
const MOST = 4_000;
const SECRET = 'secret';

function useFile(pod: PodGraph, container: string, path: string): string | null {
  const latest = useSession((state) => state.clock.latest);
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    let gone = false;
    if (path !== '') void ask.readFile(pod.namespace, pod.name, container, path).then((found) => !gone && setText(found)).catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [pod.namespace, pod.name, container, path, latest]);
  return text;
}

export function TrayFiles({ pod, tray, onClose }: { readonly pod: PodGraph; readonly tray: Tray; readonly onClose: () => void }): ReactNode {
  const [file, setFile] = useState('');
  const mount = tray.mounts.find((one) => pod.boxes.some((box) => box.chip.name === one.container && box.chip.look === 'running')) ?? tray.mounts[0];
  const path = file === '' || mount === undefined ? '' : `${mount.path.replace(/\/$/, '')}/${file.replace(/^\//, '')}`;
  const text = useFile(pod, mount?.container ?? '', path);
  const inNamespace = pod.namespace === 'default' ? '' : ` -n ${pod.namespace}`;
  const close = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <aside className="lg-legend pd-files" aria-label={`Files of the volume ${tray.name}`} onKeyDown={close}>
      <div className="lg-head">
        <b><code>{tray.name}</code> {tray.kind}{tray.about !== '' && `, ${tray.about}`}</b>
        <button type="button" className="vw-button" aria-label="Close the volume" onClick={onClose} autoFocus><Glyph name="close" /></button>
      </div>
      <ul>{tray.mounts.map((one) => <li key={`${one.container} ${one.path}`}><b>{one.container}</b> at <code>{one.path}</code>{one.readOnly && ', read only'}</li>)}</ul>
      {tray.files.length === 0 ? <p>Nothing is in it yet.</p> : (
        <ul className="pd-list">
          {tray.files.map((one) => <li key={one}><button type="button" aria-pressed={one === file} onClick={() => setFile(one === file ? '' : one)}><Glyph name="file" size={14} /><code>{one}</code></button></li>)}
        </ul>
      )}
      {path !== '' && tray.kind !== SECRET && <pre tabIndex={0}>{text === null ? 'It can be read while a container runs that mounts it.' : text === '' ? 'The file is empty.' : text.slice(0, MOST)}</pre>}
      {path !== '' && tray.kind === SECRET && <p>A Secret is not shown here; a container that mounts it can read it.</p>}
      {path !== ''
        && mount !== undefined
        && <button type="button" className="vw-button" onClick={() => typeLine(`kubectl exec ${pod.name} -c ${mount.container}${inNamespace} -- cat ${path}`)}><Glyph name="term" size={14} />kubectl</button>}
    </aside>
  );
}
