/** What a person types as the other side of a call. */

/** `10.0.10.15:80`, `web`, `http://web:8080/`, `web:53/udp`: a host and a port, 80 where none is said; TCP unless it says UDP. */
export function targetOf(text: string): { readonly host: string; readonly port: number; readonly protocol: 'TCP' | 'UDP' } | null {
  const match = /^(?:(?:https?|udp):\/\/)?([^\s:/]+)(?::(\d{1,5}))?(\/.*)?$/.exec(text.trim());
  const port = match?.[2] === undefined ? 80 : Number(match[2]);
  return match?.[1] === undefined || port < 1 || port > 65535 ? null : { host: match[1], port, protocol: /^udp:/.test(text.trim()) || match[3]?.toLowerCase() === '/udp' ? 'UDP' : 'TCP' };
}
