/** Shares what stands here: as a link that carries all of it, or as the manifests alone. In a lesson, the lesson. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { getState, useSession } from '../session/index.ts';
import { isOwn } from '../session/lessons/own.ts';
import { shareLink } from '../session/share.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { download } from '../ui/download.ts';
import { Glyph } from '../ui/glyph.tsx';

/** The tabs as one text of many documents. */
const manifests = (): string => getState().tabs.files.map(({ name, text }) => `# ${name}\n${text.trimEnd()}\n`).join('---\n');

/** Undefined until it is made; null where it would be too long, or a lesson stands in a file only. */
function useLink(): string | null | undefined {
  const lesson = useSession(state => state.lesson?.lesson.id);
  const [link, setLink] = useState<string | null>();
  useEffect(() => {
    if (lesson !== undefined) return setLink(isOwn(lesson) ? null : `${location.origin}${location.pathname}#lesson=${lesson}`);
    let current = true;
    void shareLink().then(made => current && setLink(made));
    return () => { current = false; };
  }, [lesson]);
  return link;
}

/** Closed by Escape, or by a click elsewhere. */
function useClosing(onClose: () => void): React.RefObject<HTMLElement | null> {
  const root = useRef<HTMLElement>(null);
  useEffect(() => {
    const away = (event: PointerEvent): void => {
      if (root.current?.parentElement?.contains(event.target as globalThis.Node) !== true) onClose();
    };
    document.addEventListener('pointerdown', away);
    root.current?.focus();
    return () => document.removeEventListener('pointerdown', away);
  }, [onClose]);
  return root;
}

function Link(): ReactNode {
  const link = useLink();
  const lesson = useSession(state => state.lesson !== null);
  if (link === undefined) return <p className="dim">making the link</p>;
  if (link === null) return <p>{lesson ? 'A lesson of your own is shared as its file.' : 'Too much has happened here for a link. The manifests alone can be shared.'}</p>;
  return (
    <>
      <p>
        {lesson ? 'The link opens this lesson at its beginning.' : 'Whoever opens the link finds these manifests and all that was done with them, at the moment that is shown. Nothing is uploaded: it is all in the link.'}
      </p>
      <div className="share-link">
        <input className="field mono" readOnly value={link} aria-label="Link" onFocus={event => event.target.select()} />
        <CopyButton className="button ink" text={link} label="Copy link" />
      </div>
    </>
  );
}

export function SharePanel({ damaged, onClose }: { readonly damaged: boolean; readonly onClose: () => void }): ReactNode {
  const root = useClosing(onClose);
  return (
    <section ref={root} tabIndex={-1} className="menu share" aria-label="Share" onKeyDown={event => { if (event.key === 'Escape') { event.stopPropagation(); onClose(); } }}>
      {damaged ? <p role="alert">This link is damaged, or carries more than a page can bear. Nothing was changed here.</p> : (
        <>
          <Link />
          <div className="share-more">
            <button type="button" className="button" onClick={() => download('podarium.yaml', manifests(), 'application/yaml')}><Glyph name="file" />Download the manifests</button>
            <CopyButton className="button" text={manifests} label="Copy the manifests" />
          </div>
        </>
      )}
    </section>
  );
}
