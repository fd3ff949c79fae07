/** Users and capabilities of a container process, from its security context and its image. */
import type { k8s } from '../../../model/objects.ts';
import type { Credentials } from '../../contract/kernel.ts';

/** What containerd leaves a container's processes, by capability's bit. */
const BITS: Readonly<Record<string, number>> = {
  CHOWN: 0, DAC_OVERRIDE: 1, DAC_READ_SEARCH: 2, FOWNER: 3, FSETID: 4, KILL: 5, SETGID: 6, SETUID: 7, SETPCAP: 8, LINUX_IMMUTABLE: 9,
  NET_BIND_SERVICE: 10, NET_BROADCAST: 11, NET_ADMIN: 12, NET_RAW: 13, IPC_LOCK: 14, IPC_OWNER: 15, SYS_MODULE: 16, SYS_RAWIO: 17,
  SYS_CHROOT: 18, SYS_PTRACE: 19, SYS_PACCT: 20, SYS_ADMIN: 21, SYS_BOOT: 22, SYS_NICE: 23, SYS_RESOURCE: 24, SYS_TIME: 25,
  SYS_TTY_CONFIG: 26, MKNOD: 27, LEASE: 28, AUDIT_WRITE: 29, AUDIT_CONTROL: 30, SETFCAP: 31, MAC_OVERRIDE: 32, MAC_ADMIN: 33,
  SYSLOG: 34, WAKE_ALARM: 35, BLOCK_SUSPEND: 36, AUDIT_READ: 37, PERFMON: 38, BPF: 39, CHECKPOINT_RESTORE: 40,
};
const NONE: readonly string[] = [];
const DEFAULT = ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'SETGID', 'SETUID', 'SETPCAP', 'NET_BIND_SERVICE', 'NET_RAW', 'SYS_CHROOT', 'MKNOD', 'AUDIT_WRITE', 'SETFCAP'];
const ALL = Object.keys(BITS);

/** As /proc prints a set of them: sixteen hexadecimal digits. */
export function capabilityMask(names: readonly string[]): string {
  let mask = 0n;
  for (const name of names) mask |= 1n << BigInt(BITS[name] ?? 0);
  return mask.toString(16).padStart(16, '0');
}

function capabilities(security: k8s.SecurityContext): readonly string[] {
  if (security.privileged === true) return ALL;
  if (security.capabilities === undefined) return DEFAULT;
  const bare = (name: string): string => name.toUpperCase().replace(/^CAP_/, '');
  const drop = (security.capabilities?.drop ?? []).map(bare);
  const add = (security.capabilities?.add ?? []).map(bare);
  const kept = drop.includes('ALL') ? [] : DEFAULT.filter((name) => !drop.includes(name));
  return add.includes('ALL') ? ALL.filter((name) => !drop.includes(name)) : [...new Set([...kept, ...add.filter((name) => name in BITS)])];
}

/** `user` is the image's: `1000`, `1000:1000` or ''. */
export function credentialsOf(security: k8s.SecurityContext, pod: k8s.PodSecurityContext, user: string): Credentials {
  if (Object.keys(security).length > 0 || Object.keys(pod).length > 0) return makeCredentials(security, pod, user);
  const known = plain.get(user) ?? makeCredentials(security, pod, user);
  plain.set(user, known);
  return known;
}
/** By the image's user: most containers say nothing about theirs, and share the same. */
const plain = new Map<string, Credentials>();

function makeCredentials(security: k8s.SecurityContext, pod: k8s.PodSecurityContext, user: string): Credentials {
  const [imageUser = '', imageGroup = ''] = user.split(':');
  const uid = security.runAsUser ?? pod.runAsUser ?? (Number(imageUser) || 0);
  const gid = security.runAsGroup ?? pod.runAsGroup ?? (Number(imageGroup) || 0);
  const extra = [...(pod.supplementalGroups ?? []), ...(pod.fsGroup === undefined ? [] : [pod.fsGroup])];
  // The image's /etc/group puts root into further groups; like the kubelet's Merge policy, these come after the primary group.
  const fromImage = uid === 0 && gid === 0 ? [10] : [];
  const bounding = capabilities(security);
  const profile = (security.seccompProfile ?? pod.seccompProfile)?.type ?? 'Unconfined';
  return {
    uid, gid, groups: [...new Set([gid, ...fromImage, ...[...extra].sort((a, b) => a - b)])], bounding,
    effective: uid === 0 ? bounding : NONE, noNewPrivs: security.allowPrivilegeEscalation === false, seccomp: profile === 'Unconfined' ? 0 : 2,
  };
}
