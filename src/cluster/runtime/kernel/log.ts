/** Container logs as the kubelet keeps them: lines with their instants, in chunks, at most 10 MiB of them. */
import type { LogLine } from '../../contract/cri.ts';
import type { ContainerId } from '../../contract/ids.ts';
import type { LogChunks } from '../state.ts';
import { fromBytes } from './bytes.ts';
import type { Kernel } from './context.ts';
import { bounded } from './bounds.ts';

const CHUNK_LINES = 64;
const KEPT_BYTES = 10 << 20;
const LINE_BYTES = 16_384;

/** Appends what a process printed; a line goes on where the last one was not full. */
export function appendLog(k: Kernel, container: ContainerId, channel: 'stdout' | 'stderr', data: string): number {
  const record = k.s.containers.get(container);
  let log = k.s.logs.get(container) ?? { lines: [], before: null, bytes: 0, count: 0 };
  const at = k.plan.now;
  for (let from = 0; from < data.length; ) {
    const end = data.indexOf('\n', from);
    const to = Math.min(end < 0 ? data.length : end, from + LINE_BYTES);
    log = addLine(log, { at, channel, text: data.slice(from, to), full: end === to });
    from = end === to ? to + 1 : to;
  }
  k.s.logs.set(container, rotate(k, container, log));
  for (const stream of [...(record?.followers ?? []), ...(record?.attached ?? [])]) k.plan.stream(stream, { channel, data: fromBytes(data) });
  return data.length;
}

function addLine(log: LogChunks, line: LogLine): LogChunks {
  const last = log.lines[log.lines.length - 1];
  const joins = last !== undefined && !last.full && last.channel === line.channel && last.text.length + line.text.length <= LINE_BYTES;
  if (joins) return { ...log, lines: [...log.lines.slice(0, -1), { ...last, text: last.text + line.text, full: line.full }], bytes: log.bytes + line.text.length };
  const [bytes, count] = [log.bytes + line.text.length + 1, log.count + 1];
  return log.lines.length < CHUNK_LINES ? { bytes, count, lines: log.lines.concat(line), before: log.before } : { bytes, count, lines: [line], before: log };
}

/** Beyond 10 MiB the older half goes, as the kubelet's rotation has it for `kubectl logs`. */
function rotate(k: Kernel, container: ContainerId, log: LogChunks): LogChunks {
  if (log.bytes <= KEPT_BYTES) return log;
  bounded(k, container, 'log', 'the log grew beyond 10 MiB: its older half was dropped');
  const kept: LogChunks[] = [];
  let bytes = 0;
  for (let at: LogChunks | null = log; at !== null && bytes < KEPT_BYTES / 2; at = at.before) {
    kept.push(at);
    bytes += at.lines.reduce((sum, line) => sum + line.text.length + 1, 0);
  }
  return kept.reduceRight<LogChunks>((before, chunk) => ({
    lines: chunk.lines, before: before.lines.length === 0 ? null : before,
    bytes: before.bytes + chunk.lines.reduce((sum, line) => sum + line.text.length + 1, 0), count: before.count + chunk.lines.length,
  }), { lines: [], before: null, bytes: 0, count: 0 });
}

/** All lines, oldest first, as text. */
export function logLines(log: LogChunks | undefined): readonly LogLine[] {
  const chunks: (readonly LogLine[])[] = [];
  for (let at: LogChunks | null = log ?? null; at !== null; at = at.before) chunks.push(at.lines);
  return chunks.reverse().flat().map((line) => ({ ...line, text: fromBytes(line.text) }));
}
export const lastLine = (log: LogChunks | undefined): string => fromBytes((log?.lines[log.lines.length - 1] ?? { text: '' }).text);
