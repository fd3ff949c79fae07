/** The Pod that is opened, and what kubectl can ask or tell about it, as lines for the terminal. */
import { podOf } from '../../cluster/contract/trace.ts';
import type { ClusterView } from '../../cluster/contract/view.ts';
import type { Pod } from '../../model/objects.ts';
import { podLines, runLine, typeLine } from '../../session/index.ts';
import type { ActionItem } from '../../ui/action-item.ts';

/** `open` is its namespace and name, '' for none; it may be gone. */
export function openedPod(view: ClusterView, open: string): Pod | undefined {
  if (open === '') return undefined;
  const { namespace, name } = podOf(open);
  return view.get('pods', namespace, name);
}
export const linesOf = (pod: Pod): readonly ActionItem[] =>
  podLines(pod).map(({ line, looks }) => ({ label: line, fields: [], line: () => line, trouble: () => '', run: () => (looks ? runLine : typeLine)(line) }));
