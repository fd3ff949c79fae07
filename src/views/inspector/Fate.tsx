/** Who keeps a Pod, and what becomes of its place when it ends. */
import type { ReactNode } from 'react';
import { keeperOf } from '../../model/keeper.ts';
import type { Pod } from '../../model/objects.ts';
import { fateWords, keeperLabel, select, type OwnerKind } from '../../session/index.ts';
import { Section } from './parts.tsx';

export function Fate({ pod }: { readonly pod: Pod }): ReactNode {
  const keeper = keeperOf(pod);
  const { namespace } = pod.metadata;
  const words = fateWords(keeper);
  return (
    <Section title="When it ends">
      <p><b>{keeperLabel(keeper)}</b>: {words}.</p>
      {keeper.by === 'controller'
        && <p className="i-more"><button type="button" className="i-link" onClick={() => select({ kind: keeper.kind as OwnerKind, namespace, name: keeper.name })}>Look at the {keeper.kind}</button></p>}
    </Section>
  );
}
