/** Names and paths that lessons from anywhere may use: nothing upwards, nothing that every object has by birth. */

/** A name that lives as a key: nothing that every object has by birth. */
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const isName = (text: string): boolean => NAME.test(text) && !(text in {});

/** `files/pod.yaml`: up to four parts, none of them hidden or upwards. */
const PATH = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*){0,3}$/;
export function pathFault(path: string): string | null {
  if (path.length <= 120 && PATH.test(path) && !(path in {})) return null;
  return `"${printable(path)}" is no path inside the lesson: letters, digits, dots and dashes, no step upwards`;
}
/** A name from elsewhere, as a message may show it. */
export const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
