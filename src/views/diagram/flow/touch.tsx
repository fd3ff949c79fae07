/** A ring around what the latest command read (thin) or wrote (thick); it goes away by itself. */
import { createContext, useContext, type ReactNode } from 'react';
import { NOTHING_TOUCHED, type Touched } from '../../../session/index.ts';

export interface Touching {
  /** What the latest command read and wrote. */
  readonly touched: Touched;
  /** It has been shown for long enough. */
  forget(): void;
}
/** Apart from what a hand can do: it changes with every command, and only rings care. */
export const TouchContext = createContext<Touching>({ touched: NOTHING_TOUCHED, forget: () => undefined });

export function Touch({ of }: { readonly of: string }): ReactNode {
  const { touched, forget } = useContext(TouchContext);
  const how = touched.written.has(of) ? 'written' : touched.read.has(of) ? 'read' : null;
  return how === null ? null : <i key={touched.serial} className={`dg-touch dg-${how}`} onAnimationEnd={forget} />;
}
