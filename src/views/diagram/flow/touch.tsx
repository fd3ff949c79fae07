/** A ring around what the latest command read (thin) or wrote (thick); it goes away by itself. */
import type { ReactNode } from 'react';
import { useActions } from './actions.ts';

export function Touch({ of }: { readonly of: string }): ReactNode {
  const { touched, forget } = useActions();
  const how = touched.written.has(of) ? 'written' : touched.read.has(of) ? 'read' : null;
  return how === null ? null : <i key={touched.serial} className={`dg-touch dg-${how}`} onAnimationEnd={forget} />;
}
