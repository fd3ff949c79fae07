/** What a container finds in its volumes, its /proc and its names. Expected values are the kubelet's, runc's and the kernel's. */
import { expect, test } from 'vitest';
import { Lab } from '../../testing/lab.ts';

const pod = (container: object, spec: object) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app' }, spec: { ...spec, containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', '3600'], ...container }] },
});
function running(container: object = {}, spec: object = {}): Lab {
  const lab = new Lab('node-1');
  lab.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'keys' }, stringData: { a: 'b' } });
  lab.create(pod(container, spec));
  lab.run(3);
  return lab;
}

test('a folder made for subPath is as open as the volume', () => {
  const volumeMounts = [{ name: 'work', mountPath: '/work' }, { name: 'work', mountPath: '/mine', subPath: 'a/b' }];
  const lab = running({ volumeMounts }, { volumes: [{ name: 'work', emptyDir: {} }] });
  expect(lab.sh('app', 'stat -c %a /work /work/a /mine')).toBe('777\n755\n777\n');
});

test('the group of a volume reaches the folders behind its links', () => {
  const volumes = [{ name: 'keys', secret: { secretName: 'keys', defaultMode: 0o400 } }];
  const lab = running({ volumeMounts: [{ name: 'keys', mountPath: '/keys' }] }, { securityContext: { fsGroup: 2000 }, volumes });
  expect(lab.sh('app', 'stat -c "%a %g" /keys/..data/ /keys/..data/a')).toBe('2755 2000\n440 2000\n');
});

test('settings of the kernel are read-only but for a privileged container', () => {
  const script = 'echo 1 > /proc/sys/net/ipv4/ip_forward; echo $?';
  expect(running().sh('app', script)).toBe("1\nsh: can't create /proc/sys/net/ipv4/ip_forward: Read-only file system\n");
  expect(running({ securityContext: { privileged: true } }).sh('app', script)).toBe('0\n');
});

test('the full host name of a Pod with a subdomain is the one in /etc/hosts', () => {
  const lab = running({}, { hostname: 'one', subdomain: 'group' });
  expect(lab.sh('app', 'hostname; hostname -f; hostname -d')).toBe('one\none.group.default.svc.cluster.local\ngroup.default.svc.cluster.local\n');
});

test('everything that a projected volume lacks is told at once', () => {
  const sources = [{ configMap: { name: 'one' } }, { secret: { name: 'two' } }];
  const lab = running({ volumeMounts: [{ name: 'all', mountPath: '/all' }] }, { volumes: [{ name: 'all', projected: { sources } }] });
  expect(lab.events('FailedMount')).toContain('MountVolume.SetUp failed for volume "all" : [configmap "one" not found, secret "two" not found]');
});
