/** Where file systems are mounted in a container: what all containers have is worked out, what is its own is kept. */
import type { Mount } from '../../contract/kernel.ts';
import type { Container } from '../state.ts';

const SHM_BYTES = 64 << 20;
const mount = (path: string, type: Mount['type'], source: string, fs: string, more: Partial<Mount> = {}): Mount => ({ path, type, source, root: null, fs, readOnly: false, sizeLimitBytes: null, ...more });
const PROC = mount('/proc', 'proc', 'proc', 'proc');
const SYS = mount('/sys', 'sysfs', 'sysfs', 'sysfs', { readOnly: true });

export const rootMount = (container: Container): Mount => mount('/', 'overlay', 'overlay', `root:${container.id}`, { readOnly: container.config.security.readOnlyRootFilesystem === true });
const COMMON = ['/proc', '/sys', '/dev/termination-log', '/dev/shm', '/etc/hosts', '/etc/hostname', '/etc/resolv.conf'] as const;
function common(container: Container, path: string): Mount | undefined {
  const { config } = container;
  switch (path) {
    case '/proc': return PROC;
    case '/sys': return SYS;
    case '/dev/termination-log': return config.terminationMessagePath === path || config.terminationMessagePath === '' ? mount(path, 'ext4', '/dev/sda1', `termination:${container.id}`) : undefined;
    case '/dev/shm': return mount(path, 'tmpfs', 'shm', `shm:${config.sandbox}`, { sizeLimitBytes: SHM_BYTES });
    case '/etc/hosts': case '/etc/hostname': case '/etc/resolv.conf': return mount(path, 'ext4', '/dev/sda1', `etc:${config.sandbox}:${path.slice('/etc/'.length)}`);
    default: return undefined;
  }
}

/** What is mounted at a path, if anything is. */
export const mountAt = (container: Container, path: string): Mount | undefined => container.mounts.findLast((mounted) => mounted.path === path) ?? common(container, path);
export function allMounts(container: Container | undefined): readonly Mount[] {
  if (container === undefined) return [];
  return [rootMount(container), ...COMMON.flatMap((path) => (container.mounts.some((mounted) => mounted.path === path) ? [] : (common(container, path) ?? []))), ...container.mounts];
}
/** Whether something is mounted below a path: the folders on the way are there then. */
export function leadsToMount(container: Container, path: string): boolean {
  return container.mounts.some((mounted) => mounted.path.startsWith(path) && mounted.path[path.length] === '/');
}
/** Names in a folder that are there because of mounts. */
export function namesOfMounts(container: Container | undefined, folder: string): readonly string[] {
  const prefix = folder === '/' ? '/' : `${folder}/`;
  const names = new Set<string>();
  for (const { path } of container?.mounts ?? []) if (path.startsWith(prefix)) names.add(path.slice(prefix.length).split('/')[0] ?? '');
  return [...names];
}
