/** What the runtime tells the kubelet of. */
import type { CriEvent } from '../../contract/cri.ts';
import type { Kernel } from '../kernel/context.ts';

export const tell = (k: Kernel, event: CriEvent): void => k.plan.tell('kubelet', event);
