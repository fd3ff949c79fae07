/** Pod depth, its files: each container's own root file system side by side, and under them the volumes, each with a leg a mount. */
import { useMemo, type CSSProperties, type ReactNode } from 'react';
import { useClusterView } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Mark } from '../../ui/mark.tsx';
import { selectionKey, useActions } from './flow/actions.ts';
import { usePointed } from './flow/pointed.ts';
import { projectFiles, type FilesColumn, type Shelf } from './project/pod-files.ts';
import type { PodGraph } from './project/pod.ts';
import './files-layer.css';

export function FilesLayer({ pod, selected }: { readonly pod: PodGraph; readonly selected: string }): ReactNode {
  const view = useClusterView();
  const { columns, shelves } = useMemo(() => projectFiles(view, pod), [view, pod]);
  return (
    <div className="fl-scroll nw-picture" tabIndex={0} role="region" aria-label={`Files of Pod ${pod.name}`}>
      <div className={`fl-glass ${usePointed('pod', pod.name)}`}>
        <p className="fl-head"><b>{pod.name}</b><span>each container has a root file system of its own{shelves.length > 0 && '; a volume is common to all that mount it'}</span></p>
        <div className="fl-grid" style={{ '--columns': columns.length } as CSSProperties}>
          {columns.map((column, at) => <Own key={column.box.chip.name} pod={pod} column={column} at={at} selected={selected} />)}
          {shelves.map((shelf, at) => <Volume key={shelf.name} shelf={shelf} at={at} />)}
        </div>
        {shelves.length === 0 && <p className="fl-none">This Pod has no volume: nothing of its files is common.</p>}
      </div>
    </div>
  );
}

const isThere = ({ box }: FilesColumn): boolean => box.chip.look === 'running';
const placed = (column: number, row: string): CSSProperties => ({ gridColumn: column + 1, gridRow: row });

interface OwnProps {
  readonly pod: PodGraph;
  readonly column: FilesColumn;
  readonly at: number;
  readonly selected: string;
}
function Own({ pod, column, at, selected }: OwnProps): ReactNode {
  const actions = useActions();
  const { box, written, root } = column;
  const { name } = box.chip;
  return (
    <section className={`fl-own ${isThere(column) ? '' : 'fl-away'} ${box.lit ? 'dg-lit' : ''} ${usePointed('container', `${pod.name}/${name}`)}`} style={placed(at, '1')} aria-label={`Container ${name}: its own files`}>
      <button type="button" className="fl-name" aria-pressed={selected === selectionKey('Container', pod.namespace, `${pod.name}/${name}`)} onClick={() => actions.select('Container', pod.namespace, pod.name, name)}>
        <Mark state={box.mark} size={14} />
        <b>{name}</b>
      </button>
      <small>{box.image}</small>
      {isThere(column) ? (
        <>
          <h4>written by itself</h4>
          {written.length === 0 ? <p className="fl-dim">nothing</p> : <ul>{written.map((path) => <li key={path}><Glyph name="file" size={12} /><code>{path}</code></li>)}</ul>}
          <h4>from its image</h4>
          <p className="fl-dim fl-root"><code>{root.join('  ')}</code></p>
        </>
      ) : <p className="fl-dim">{box.word}: no file system yet, or no more</p>}
    </section>
  );
}

function Volume({ shelf, at }: { readonly shelf: Shelf; readonly at: number }): ReactNode {
  const actions = useActions();
  const [legRow, trayRow] = [2 + 2 * at, 3 + 2 * at];
  return (
    <>
      {shelf.legs.map((leg) => (
        <span key={`${leg.column} ${leg.path}`} className="fl-leg" style={{ ...placed(leg.column, `2 / ${trayRow}`), '--at': at } as CSSProperties}>
          <i />
          <code>{leg.path}{leg.readOnly && <small> read only</small>}</code>
        </span>
      ))}
      {shelf.legs.length === 0 && <span className="fl-unmounted" style={{ gridColumn: '1 / -1', gridRow: legRow }}>mounted by no container</span>}
      <button
        type="button" className={`fl-tray ${usePointed('volume', shelf.name)}`} style={{ gridColumn: `${shelf.from + 1} / ${shelf.to + 2}`, gridRow: trayRow }} onClick={() => actions.openTray(shelf.name)}
        aria-label={`Volume ${shelf.name}, ${shelf.kind}, with ${shelf.files.length === 0 ? 'nothing in it' : shelf.files.join(', ')}; show what stands in its files`}
      >
        <span><b>{shelf.name}</b> {shelf.kind}{shelf.about !== '' && `, ${shelf.about}`}</span>
        <span className="fl-files">{shelf.files.length === 0 ? <em>empty</em> : shelf.files.map((file) => <span key={file}><Glyph name="file" size={12} /><code>{file}</code></span>)}</span>
      </button>
    </>
  );
}
