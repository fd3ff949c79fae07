/** ping: whether an address answers, one packet a second. */
import { after } from '../../../model/time.ts';
import type { SimTime } from '../../../model/time.ts';
import type { Kernel, Proc, Program, Turn } from '../kernel/context.ts';
import { print } from '../kernel/print.ts';
import { resolveName } from '../kernel/resolve.ts';

interface PingMemory {
  readonly host: string;
  readonly address: string;
  readonly count: number;
  readonly quiet: boolean;
  readonly waitMs: number;
  readonly every: number;
  readonly sent: number;
  readonly received: number;
  readonly next: SimTime;
}
function start(k: Kernel, p: Proc): PingMemory {
  const args = p.argv.slice(1);
  let memory: PingMemory = { host: '', address: '', count: Infinity, quiet: false, waitMs: 10_000, every: 1000, sent: 0, received: 0, next: k.plan.now };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const value = (): number => Number(arg.slice(2) || args[++i]);
    if (arg.startsWith('-c')) memory = { ...memory, count: value() };
    else if (arg.startsWith('-W')) memory = { ...memory, waitMs: value() * 1000 };
    else if (arg.startsWith('-i')) memory = { ...memory, every: value() * 1000 };
    else if (/^-[wstIp]/.test(arg)) value();
    else if (arg === '-q') memory = { ...memory, quiet: true };
    else if (!arg.startsWith('-')) memory = { ...memory, host: arg };
  }
  return memory;
}
const statistics = (memory: PingMemory): string => {
  const loss = memory.sent === 0 ? 0 : Math.round(((memory.sent - memory.received) / memory.sent) * 100);
  return `\n--- ${memory.host} ping statistics ---\n${memory.sent} packets transmitted, ${memory.received} packets received, ${loss}% packet loss\n${memory.received > 0 ? 'round-trip min/avg/max = 0.050/0.060/0.070 ms\n' : ''}`;
};
function run(k: Kernel, p: Proc): Turn {
  let memory = p.memory as PingMemory;
  if (memory.address === '') {
    const resolved = resolveName(k, p, memory.host);
    if (!resolved.ok) {
      print(k, p, 2, `ping: bad address '${memory.host}'\n`);
      return { turn: 'exit', code: 1 };
    }
    memory = { ...memory, address: resolved.addresses[0] ?? '' };
    print(k, p, 1, `PING ${memory.host} (${memory.address}): 56 data bytes\n`);
  }
  const stop = p.pending.length > 0;
  if (k.plan.now >= memory.next && !stop) {
    if (memory.sent >= memory.count) {
      print(k, p, 1, statistics(memory));
      return { turn: 'exit', code: memory.received > 0 ? 0 : 1 };
    }
    const answers = k.net.answersEcho(p.net, memory.address);
    if (answers && !memory.quiet) print(k, p, 1, `64 bytes from ${memory.address}: seq=${memory.sent} ttl=${memory.address.startsWith('127.') ? 64 : 62} time=0.060 ms\n`);
    const sent = memory.sent + 1;
    memory = { ...memory, sent, received: memory.received + (answers ? 1 : 0), next: after(k.plan.now, sent >= memory.count ? (answers ? 0 : memory.waitMs) : memory.every) };
    p.memory = memory;
    return memory.next <= k.plan.now ? { turn: 'again' } : { turn: 'wait', on: [], until: memory.next };
  }
  p.memory = memory;
  if (!stop) return { turn: 'wait', on: [], until: memory.next };
  print(k, p, 1, statistics(memory));
  return { turn: 'exit', code: memory.received > 0 ? 0 : 1 };
}
export const pingProgram: Program = { name: 'ping', memoryBytes: 400_000, catches: ['INT'], start, run };
