/** Archives as `tar` writes and reads them (ustar): what `kubectl cp` sends into and out of a container. Sizes count characters, as the containers' tar does. */

export interface TarMember {
  /** A folder's ends with a slash. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly text: string;
  /** Where a link leads. */
  readonly target: string;
}

const BLOCK = 512;
const SUM_AT = 148;
const TYPES = { file: '0', folder: '5', link: '2' } as const;
const blocks = (size: number): number => Math.ceil(size / BLOCK) * BLOCK;
const field = (text: string, size: number): string => text.slice(0, size).padEnd(size, '\0');
const octal = (value: number, size: number): string => `${value.toString(8).padStart(size - 1, '0')}\0`;

function header({ name, kind, text, target }: TarMember, seconds: number): string {
  const head = field(name, 100) + octal(kind === 'folder' ? 0o755 : 0o644, 8) + octal(0, 8) + octal(0, 8) + octal(text.length, 12) + octal(seconds, 12);
  const rest = `${TYPES[kind]}${field(target, 100)}ustar  \0`.padEnd(BLOCK - SUM_AT - 8, '\0');
  let sum = 8 * 32;
  for (const part of [head, rest]) for (let at = 0; at < part.length; at++) sum += part.charCodeAt(at);
  return `${head}${octal(sum, 7)} ${rest}`;
}

export const packTar = (members: readonly TarMember[], seconds: number): string =>
  members.map((member) => header(member, seconds) + member.text.padEnd(blocks(member.text.length), '\0')).join('') + '\0'.repeat(2 * BLOCK);

/** The members up to the end of the archive. */
export function unpackTar(data: string): readonly TarMember[] {
  const members: TarMember[] = [];
  for (let at = 0; at + BLOCK <= data.length; ) {
    const text = (from: number, size: number): string => data.slice(at + from, at + from + size).replace(/\0[^]*$/, '');
    const name = text(0, 100);
    if (name === '') break;
    const size = parseInt(text(124, 12).trim() || '0', 8);
    const type = data[at + 156];
    members.push({ name, kind: type === TYPES.folder ? 'folder' : type === TYPES.link ? 'link' : 'file', text: data.slice(at + BLOCK, at + BLOCK + size), target: text(157, 100) });
    at += BLOCK + blocks(size);
  }
  return members;
}
