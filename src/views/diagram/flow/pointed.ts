/** What the open lesson points at in the picture: each part asks whether it is meant. */
import { createContext, useContext, useEffect, useRef, type RefObject } from 'react';
import { isMeant, type Pointer } from '../../../session/lessons/pointers.ts';

export const PointedContext = createContext<readonly Pointer[]>([]);
type Thing = Extract<Pointer, { to: 'thing' }>['thing'];
const LIT = 'dg-lit dg-pointed';

/** The class of the highlighter for a thing of that name, or ''. */
export const usePointed = (thing: Thing, name: string): string =>
  useContext(PointedContext).some(pointer => pointer.to === 'thing' && pointer.thing === thing && isMeant(thing === 'volume' ? pointer.name.slice(pointer.name.indexOf('/') + 1) : pointer.name, name)) ? LIT : '';
/** The class for a row of the scheduler's matrix. */
export const usePointedRow = (node: string): string => (useContext(PointedContext).some(pointer => pointer.to === 'row' && pointer.node === node) ? 'sc-pointed' : '');
export const usePointedPlugins = (): readonly string[] => useContext(PointedContext).flatMap(pointer => (pointer.to === 'row' && pointer.plugin !== '' ? [pointer.plugin] : []));

/** Brings what is pointed at into sight, where a panel can scroll; the picture itself is never moved. */
export function usePointedInSight(root: RefObject<HTMLElement | null>, serial: number): void {
  const shown = useRef(serial);
  useEffect(() => {
    if (shown.current === serial) return;
    shown.current = serial;
    root.current?.querySelector('.sc-pointed, .nw-picture .dg-pointed')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [root, serial]);
}
