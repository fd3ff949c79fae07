/** The namespace in which the terminal works, as the kubeconfig says. */
export const KUBECONFIG = '/root/.kube/config';

/** That of the context in use; kubectl config writes the file, and a person may edit it. */
export function namespaceIn(config: string | undefined): string {
  const current = /^current-context: *["']?([^"'\s]+)/m.exec(config ?? '')?.[1];
  const contexts = (config ?? '').split(/^ *- (?=context:)/m).slice(1);
  const chosen = contexts.find((context) => /^ +name: *["']?([^"'\s]+)/m.exec(context)?.[1] === current);
  return /^ +namespace: *["']?([^"'\s]+)/m.exec(chosen ?? '')?.[1] ?? 'default';
}
