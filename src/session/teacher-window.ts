/** The teacher's own window beside the wall: an empty page of this origin, drawn into by this page. Nothing is fetched and nothing is sent. */

const FEATURES = 'popup,width=980,height=720';

/** Opens it, or brings it to the front; null where the browser opens no second window. */
export function openTeacherWindow(title: string): Window | null {
  const teacher = window.open('', 'podarium-teacher', FEATURES);
  if (teacher === null || teacher === window) return null;
  const { document: page } = teacher;
  page.title = title;
  page.documentElement.lang = document.documentElement.lang;
  if (page.head.childElementCount <= 1) for (const style of document.querySelectorAll('link[rel=stylesheet], style')) page.head.append(copyOf(style, page));
  teacher.focus();
  return teacher;
}
/** A page without an address knows no relative one. */
function copyOf(style: Element, page: Document): Element {
  const copy = page.importNode(style, true);
  if (style instanceof HTMLLinkElement) copy.setAttribute('href', style.href);
  return copy;
}

/** Follows the page's theme. */
export function dressTeacherWindow(teacher: Window): void {
  const { theme, motion } = document.documentElement.dataset;
  if (theme !== undefined) teacher.document.documentElement.dataset['theme'] = theme;
  if (motion !== undefined) teacher.document.documentElement.dataset['motion'] = motion;
}

/** Tells when either of the two pages goes; gives how to stop listening. */
export function onTeacherWindowGone(teacher: Window, gone: () => void): () => void {
  const close = (): void => teacher.close();
  teacher.addEventListener('pagehide', gone);
  window.addEventListener('pagehide', close);
  return () => {
    teacher.removeEventListener('pagehide', gone);
    window.removeEventListener('pagehide', close);
  };
}

/** Tells every second how many of them have gone by. */
export function countSeconds(tell: (seconds: number) => void): () => void {
  const from = performance.now();
  const timer = window.setInterval(() => tell(Math.floor((performance.now() - from) / 1000)), 1000);
  return () => window.clearInterval(timer);
}
