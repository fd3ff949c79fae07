/** How kube-apiserver is set up here: the flags and gates that its answers depend on. */
import type { ValidationContext } from './validation/context.ts';

/** --allow-privileged=true, as kubeadm sets it. */
export const validationContext: ValidationContext = { allowPrivileged: true };
