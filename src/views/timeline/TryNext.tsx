/** What can be tried with a Pod that is Ready, in free play: until each has been done once. */
import type { ReactNode } from 'react';
import { openPod, runLine, useSession } from '../../session/index.ts';
import { tagless, tries } from './try-next.ts';

export function TryNext({ namespace, name }: { readonly namespace: string; readonly name: string }): ReactNode {
  const ready = useSession(({ view }) => view.get('pods', namespace, name)?.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') === true);
  const container = useSession(({ view }) => view.get('pods', namespace, name)?.spec.containers[0]?.name);
  const image = useSession(({ view }) => view.get('pods', namespace, name)?.spec.containers[0]?.image ?? '');
  const opened = useSession(state => state.openPod !== '');
  const ran = useSession(({ commands }) => commands.some(({ line }) => tries.run.test(line)));
  const broke = useSession(({ commands }) => commands.some(({ line }) => tries.breaks.test(line)));
  if (!ready || container === undefined || (opened && ran && broke)) return null;
  const within = namespace === 'default' ? '' : ` -n ${namespace}`;
  const run = `kubectl exec ${name}${within} -- hostname`;
  const breaks = `kubectl set image pod/${name}${within} ${container}=${tagless(image)}:no-such-tag`;
  return (
    <div className="story-next" role="group" aria-label="What to try next">
      <span>Try with <b>{name}</b></span>
      {!opened && <button type="button" className="story-try" onClick={() => openPod(namespace, name)}>look inside</button>}
      {!ran && <button type="button" className="story-try" title={run} onClick={() => runLine(run)}>run a command in it</button>}
      {!broke && <button type="button" className="story-try" title={breaks} onClick={() => runLine(breaks)}>break it: an image that is not there</button>}
    </div>
  );
}
