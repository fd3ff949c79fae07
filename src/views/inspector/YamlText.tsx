/** An object as YAML; what somebody wrote stands out from what was filled in since. */
import { useMemo, type ReactNode } from 'react';
import type { KubeObject } from '../../model/objects.ts';
import { writtenLines, writtenOf } from './written.ts';

export function YamlText({ text, object }: { readonly text: string; readonly object: Pick<KubeObject, 'metadata'> }): ReactNode {
  const written = useMemo(() => writtenLines(text, writtenOf(object)), [text, object]);
  if (written === null) return <pre className="i-yaml" tabIndex={0}>{text}</pre>;
  return (
    <>
      <p className="i-written"><b>Dark</b> is what was applied; the rest the API server and the cluster have filled in.</p>
      <pre className="i-yaml" data-told tabIndex={0}>{text.split('\n').map((line, at) => <span key={at} className={written[at] ? 'i-own' : undefined}>{line}{'\n'}</span>)}</pre>
    </>
  );
}
