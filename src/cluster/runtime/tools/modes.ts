/** Permissions as text: `-rw-r--r--`, and what chmod takes. */
import type { Inode } from '../../contract/kernel.ts';

export function modeText(inode: Pick<Inode, 'kind' | 'mode'>): string {
  const kind = { file: '-', dir: 'd', link: 'l', fifo: 'p', device: 'c' }[inode.kind];
  const bits = [6, 3, 0].map((shift) => {
    const three = (inode.mode >> shift) & 7;
    const special = shift === 6 ? (inode.mode & 0o4000) !== 0 : shift === 3 ? (inode.mode & 0o2000) !== 0 : (inode.mode & 0o1000) !== 0;
    const letter = shift === 0 ? 't' : 's';
    return `${(three & 4) !== 0 ? 'r' : '-'}${(three & 2) !== 0 ? 'w' : '-'}${special ? ((three & 1) !== 0 ? letter : letter.toUpperCase()) : (three & 1) !== 0 ? 'x' : '-'}`;
  });
  return kind + bits.join('');
}

/** The mode that `755`, `u+x` or `go=r` makes of another; null where the text is none. */
export function changeMode(text: string, inode: Inode, umask: number): number | null {
  if (/^[0-7]{1,4}$/.test(text)) return parseInt(text, 8);
  let mode = inode.mode;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(clause);
    if (match === null) return null;
    const who = match[1] ?? '';
    const whole = who === '' || who.includes('a');
    const mask = whole ? 0o777 : (who.includes('u') ? 0o700 : 0) | (who.includes('g') ? 0o070 : 0) | (who.includes('o') ? 0o007 : 0);
    for (const action of match[2]?.match(/[-+=][rwxXstugo]*/g) ?? []) mode = act(mode, action, mask, who, who === '' ? umask : 0, inode);
  }
  return mode;
}
function act(mode: number, action: string, mask: number, who: string, umask: number, inode: Inode): number {
  let bits = 0;
  let special = 0;
  for (const letter of action.slice(1)) {
    if (letter === 'r') bits |= 0o444;
    else if (letter === 'w') bits |= 0o222;
    else if (letter === 'x' || (letter === 'X' && (inode.kind === 'dir' || (mode & 0o111) !== 0))) bits |= 0o111;
    else if (letter === 's') special |= (who === '' || /[ua]/.test(who) ? 0o4000 : 0) | (who === '' || /[ga]/.test(who) ? 0o2000 : 0);
    else if (letter === 't') special |= who === '' || who.includes('a') ? 0o1000 : 0;
    else if ('ugo'.includes(letter)) bits |= ((mode >> (letter === 'u' ? 6 : letter === 'g' ? 3 : 0)) & 7) * 0o111;
  }
  const change = (bits & mask & ~umask) | special;
  if (action[0] === '+') return mode | change;
  if (action[0] === '-') return mode & ~change;
  const cleared = mask | (who === '' || /[ua]/.test(who) ? 0o4000 : 0) | (who === '' || /[ga]/.test(who) ? 0o2000 : 0);
  return (mode & ~cleared) | change;
}
