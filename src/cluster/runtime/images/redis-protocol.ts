/** What goes over the wire between a redis server and who speaks with it (RESP): replies, commands as arrays and as typed lines. */
import type { Reply } from './redis-data.ts';

export function encode(reply: Reply): string {
  if ('simple' in reply) return `+${reply.simple}\r\n`;
  if ('error' in reply) return `-${reply.error}\r\n`;
  if ('integer' in reply) return `:${reply.integer}\r\n`;
  if ('bulk' in reply) return reply.bulk === null ? '$-1\r\n' : `$${reply.bulk.length}\r\n${reply.bulk}\r\n`;
  return `*${reply.array.length}\r\n${reply.array.map(encode).join('')}`;
}
/** A command as an array of texts, or as a plain line; null where it is not complete. */
export function decodeCommand(data: string): { readonly words: readonly string[]; readonly rest: string } | null {
  const end = data.indexOf('\n');
  if (end < 0) return null;
  if (!data.startsWith('*')) return { words: splitLine(data.slice(0, end).replace(/\r$/, '')), rest: data.slice(end + 1) };
  const words: string[] = [];
  let at = end + 1;
  for (let i = 0; i < Number(data.slice(1, end)); i++) {
    const newline = data.indexOf('\n', at);
    if (newline < 0) return null;
    const length = Number(data.slice(at + 1, newline));
    if (data.length < newline + 1 + length + 2) return null;
    words.push(data.slice(newline + 1, newline + 1 + length));
    at = newline + 1 + length + 2;
  }
  return { words, rest: data.slice(at) };
}
export const splitLine = (line: string): string[] => (line.match(/"(?:[^"\\]|\\.)*"|'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^(["'])([^]*)\1$/, '$2'));

/** A reply and what follows it; null where it is not complete. */
export function decodeReply(data: string): { readonly reply: Reply; readonly rest: string } | null {
  const end = data.indexOf('\r\n');
  if (end < 0) return null;
  const head = data.slice(1, end);
  const rest = data.slice(end + 2);
  switch (data[0]) {
    case '+': return { reply: { simple: head }, rest };
    case '-': return { reply: { error: head }, rest };
    case ':': return { reply: { integer: Number(head) }, rest };
    case '$': {
      const length = Number(head);
      if (length < 0) return { reply: { bulk: null }, rest };
      return rest.length < length + 2 ? null : { reply: { bulk: rest.slice(0, length) }, rest: rest.slice(length + 2) };
    }
    default: {
      const array: Reply[] = [];
      let left = rest;
      for (let i = 0; i < Number(head); i++) {
        const next = decodeReply(left);
        if (next === null) return null;
        array.push(next.reply);
        left = next.rest;
      }
      return { reply: { array }, rest: left };
    }
  }
}
