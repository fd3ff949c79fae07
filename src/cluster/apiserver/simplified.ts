/** Where the sandbox as a whole is simpler than a real cluster, in words for the page and for docs/fidelity.md. Single fields: unsimulated.ts. */
export const SIMPLIFIED: readonly (readonly [about: string, says: string])[] = [
  ['Time', 'short steps are told slowly and long waits quickly; the cluster clock beside the story keeps the true seconds'],
  ['Control plane', 'there is one of each part, and none of them fails; only nodes can be stopped'],
  ['Images', 'a handful of images exist, and no other name is found; a pull takes 0.4 s and then 20 MB a second, whatever the registry'],
  ['Programs', 'busybox’ tools, nginx and redis are made anew for this sandbox; nginx stands on busybox, so it has wget where the image of that tag has curl'],
  ['Kernel', 'users, file modes, signals and limits of CPU and memory are simulated; seccomp, AppArmor, SELinux and user namespaces are not'],
  ['Kubelet', 'where it spreads its waits by dice, the middle is taken; swap, checkpoints, graceful shutdown of a node and static Pods from a URL are left out'],
  ['Scheduler', 'devices and groups of Pods are left out; a tie between nodes is broken by the seed, so that the same commands give the same history'],
  ['Network', 'a bridge on each node and routes between them; no IPv6, no SCTP, no bandwidth and no loss'],
  ['Beyond the cluster', 'nothing balances load there: a Service of type LoadBalancer waits for its address for ever, and an Ingress has no controller'],
  ['Storage', 'disks of clouds and networks are empty directories; a provisioner of any name makes a volume within a second'],
  ['Autoscaling', 'replicas follow CPU and memory of Pods and containers; no adapter serves other metrics'],
];
