/** Taints and tolerations. Follows component-helpers/scheduling/corev1; a missing effect or an Exists without key takes any. */
import type { k8s } from './objects.ts';

interface TaintLike {
  readonly key: string;
  readonly effect: string;
  readonly value?: string | undefined;
}

/** Whether a toleration bears a taint; Lt and Gt compare whole numbers. */
export function toleratesTaint(toleration: k8s.Toleration, taint: TaintLike): boolean {
  const { effect = '', key = '', operator = 'Equal', value = '' } = toleration;
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  switch (operator) {
    case '': case 'Equal': return value === (taint.value ?? '');
    case 'Exists': return true;
    case 'Lt': return isWhole(value) && isWhole(taint.value) && BigInt(taint.value) < BigInt(value);
    case 'Gt': return isWhole(value) && isWhole(taint.value) && BigInt(taint.value) > BigInt(value);
    default: return false;
  }
}
const isWhole = (text: string | undefined): text is string => text !== undefined && /^-?\d+$/.test(text);

/** Whether every taint with one of these effects is tolerated. */
export const toleratesTaints = (tolerations: readonly k8s.Toleration[] | undefined, taints: readonly k8s.Taint[] | undefined, ...effects: readonly string[]): boolean =>
  (taints ?? []).every(taint => !effects.includes(taint.effect) || (tolerations ?? []).some(toleration => toleratesTaint(toleration, taint)));
