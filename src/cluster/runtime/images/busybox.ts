/** busybox 1.36: the files that every image of ours with a shell stands on, and the image itself. */
import type { Inode } from '../../contract/kernel.ts';
import { executable, zeros } from '../kernel/bytes.ts';
import { APPLETS } from '../tools/names.ts';
import { emptyFolder, image, linkTo, textFile, treeOf } from './image.ts';
import type { Image } from './image.ts';

const BINARY = textFile(executable('busybox') + zeros(1_017_000), 0o755);
const device = (name: 'null' | 'zero' | 'full' | 'random' | 'tty'): Inode => ({ kind: 'device', device: name, mode: 0o666, uid: 0, gid: 0, mtime: Date.UTC(2024, 4, 18), fs: 'image' });

const PASSWD = [
  'root:x:0:0:root:/root:/bin/sh', 'daemon:x:1:1:daemon:/usr/sbin:/bin/false', 'bin:x:2:2:bin:/bin:/bin/false', 'sys:x:3:3:sys:/dev:/bin/false', 'sync:x:4:100:sync:/bin:/bin/sync',
  'mail:x:8:8:mail:/var/spool/mail:/bin/false', 'www-data:x:33:33:www-data:/var/www:/bin/false', 'operator:x:37:37:Operator:/var:/bin/false', 'nobody:x:65534:65534:nobody:/home:/bin/false',
];
const GROUP = [
  'root:x:0:', 'daemon:x:1:', 'bin:x:2:', 'sys:x:3:', 'adm:x:4:', 'tty:x:5:', 'disk:x:6:', 'lp:x:7:', 'mail:x:8:', 'kmem:x:9:', 'wheel:x:10:root', 'cdrom:x:11:', 'dialout:x:18:', 'floppy:x:19:',
  'video:x:28:', 'audio:x:29:', 'tape:x:32:', 'www-data:x:33:', 'operator:x:37:', 'utmp:x:43:', 'plugdev:x:46:', 'staff:x:50:', 'lock:x:54:', 'netdev:x:82:', 'users:x:100:', 'nobody:x:65534:',
];

/** What containerd adds to every container: devices, and the places of its mounts. */
export const RUNTIME_FILES: Readonly<Record<string, Inode>> = {
  '/dev/null': device('null'), '/dev/zero': device('zero'), '/dev/full': device('full'), '/dev/random': device('random'), '/dev/urandom': device('random'), '/dev/tty': device('tty'),
  '/dev/fd': linkTo('/proc/self/fd'), '/dev/stdin': linkTo('/proc/self/fd/0'), '/dev/stdout': linkTo('/proc/self/fd/1'), '/dev/stderr': linkTo('/proc/self/fd/2'),
  '/dev/ptmx': linkTo('pts/ptmx'), '/dev/pts': emptyFolder(), '/dev/mqueue': emptyFolder(), '/dev/shm': emptyFolder(0o1777), '/dev/termination-log': textFile('', 0o666),
  '/etc/hosts': textFile(''), '/etc/hostname': textFile(''), '/etc/resolv.conf': textFile(''), '/proc': emptyFolder(0o555), '/sys': emptyFolder(0o555),
};
const applets: Record<string, Inode> = {};
for (const name of APPLETS) applets[`/bin/${name}`] = BINARY;

export const BUSYBOX_FILES: Readonly<Record<string, Inode>> = {
  ...applets, '/bin/busybox': BINARY, '/etc/passwd': textFile(`${PASSWD.join('\n')}\n`), '/etc/group': textFile(`${GROUP.join('\n')}\n`), '/etc/shadow': textFile('root:*:::::::\n', 0o640),
  '/etc/localtime': textFile('TZif2'), '/home': emptyFolder(), '/lib': emptyFolder(), '/lib64': linkTo('lib'), '/root': emptyFolder(0o700), '/tmp': emptyFolder(0o1777), '/usr/bin/env': linkTo('../../bin/env'),
  '/usr/sbin': emptyFolder(), '/var/spool/mail': emptyFolder(), '/var/www': emptyFolder(), '/var/run': emptyFolder(), ...RUNTIME_FILES,
};

export const busybox: Image = image({ repository: 'busybox', command: ['sh'], root: treeOf(BUSYBOX_FILES) });
