/** The moving part of a picture: where the story clock stands. Only what moves subscribes to it. */
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { SimTime } from '../../../model/time.ts';
import type { Frame, FrameSource } from '../../../session/index.ts';

const NEVER: FrameSource = { get: () => ({ now: 0 as SimTime, progress: 1, still: true }), subscribe: () => () => undefined };
export const FrameContext = createContext<FrameSource>(NEVER);

/** A value of the frame; the component renders only when that value changes. */
export function useFrame<T extends string | number | boolean>(select: (frame: Frame) => T): T {
  const source = useContext(FrameContext);
  const read = (): T => select(source.get());
  return useSyncExternalStore(source.subscribe, read, read);
}
/** How much of a span has gone by, from 0 to 1, in hundredths. */
export const useShareOf = (span: { readonly from: number; readonly to: number } | null): number =>
  useFrame(({ now }) => (span === null || span.to <= span.from ? 0 : Math.round(Math.min(1, Math.max(0, (now - span.from) / (span.to - span.from))) * 100) / 100));
