/** What validation asks of the server's settings. */

export interface ValidationContext {
  /** kube-apiserver's --allow-privileged. */
  readonly allowPrivileged: boolean;
}
