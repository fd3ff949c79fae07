/** Shown once the learner has moved a picture: one press puts it back. */
import type { ReactNode } from 'react';
import type { PictureView } from './zoom.ts';

export const GoBack = ({ view }: { readonly view: PictureView }): ReactNode =>
  view.moved ? <button type="button" className="dg-back" onClick={view.goBack}>Back to the whole picture</button> : null;
