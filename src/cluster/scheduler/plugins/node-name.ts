/** NodeName: a Pod that names its node goes there or nowhere. */
import { SKIP, unresolvable, type Plugin } from '../framework.ts';

const NAME = 'NodeName';
const REFUSAL = unresolvable(NAME, "node(s) didn't match the requested node name");

export const nodeName: Plugin<null> = {
  name: NAME,
  filter: {
    preFilter: pod => ((pod.pod.spec.nodeName ?? '') === '' ? SKIP : { data: null }),
    filter: (_, pod, node) => (pod.pod.spec.nodeName === node.name ? null : REFUSAL),
  },
  hint: (pod, event) => event.event === 'NodeAdd' && pod.pod.spec.nodeName === event.node.name,
};
