/** hostname: the host's name, and what /etc/hosts makes of it. */
import { readFile } from '../kernel/files.ts';
import { getopt } from './options.ts';
import type { Io, Tool } from './tool.ts';

export const hostName = (io: Io): string => io.k.s.sandboxes.get(io.p.sandbox)?.config.hostname ?? '';

/** The first name of the line in /etc/hosts that has the host's name. */
function fullName(io: Io): string {
  const name = hostName(io);
  const hosts = readFile(io.k, io.p, '/etc/hosts');
  const lines = typeof hosts === 'string' ? [] : hosts.data.split('\n').map((line) => line.replace(/#.*/, '').split(/\s+/).slice(1));
  return lines.find((names) => names.includes(name))?.[0] ?? name;
}

export const hostname: Tool = (io) => {
  const opt = getopt(io, 'dfisF:');
  if (opt === null) return 1;
  if (opt.has('F') || opt.rest.length > 0) {
    io.error('sethostname: Operation not permitted');
    return 1;
  }
  const full = fullName(io);
  const dot = full.indexOf('.');
  if (opt.has('f')) io.line(full);
  else if (opt.has('s')) io.line(dot < 0 ? full : full.slice(0, dot));
  else if (opt.has('d')) {
    if (dot >= 0) io.line(full.slice(dot + 1));
  } else io.line(opt.has('i') ? io.k.net.addressOf(io.p.net) : hostName(io));
  return 0;
};
