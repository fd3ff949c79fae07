/** The first visit: what this is, and where to begin. It goes away with the first thing that is done. */
import type { ReactNode } from 'react';
import { files, startLesson } from '../session/index.ts';
import { Glyph } from '../ui/glyph.tsx';
import { showPanel } from './panels.ts';

export function HomeHeading(): ReactNode {
  return (
    <div className="home-heading">
      <h2>A whole cluster, in a glass box.</h2>
      <p>It is running now, in this page: nothing to install, nothing to break. Apply the Pod and follow it.</p>
    </div>
  );
}

/** Opens files from the learner's own disk as tabs. */
function bringOwn(list: FileList | null): void {
  for (const file of list ?? []) void file.text().then(text => files.open(file.name, text));
}

export function HomeLinks(): ReactNode {
  return (
    <div className="home-links">
      <button type="button" onClick={() => void startLesson('first-pod')}><Glyph name="book" /><span><b>Your first Pod</b><small>guided lesson, 4 minutes</small></span></button>
      <button type="button" onClick={() => showPanel('lessons')}><Glyph name="eye" /><span><b>All lessons and demos</b><small>one idea at a time</small></span></button>
      <label tabIndex={-1}>
        <Glyph name="file" />
        <span><b>Bring your own YAML</b><small>choose a file, or paste it into the editor</small></span>
        <input type="file" accept=".yaml,.yml,.json" multiple className="visually-hidden" onChange={event => bringOwn(event.target.files)} />
      </label>
    </div>
  );
}
