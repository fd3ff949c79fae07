/** The editor's tabs, which are the files of the terminal. Pure functions over a list. */
import type { ManifestFile } from './types.ts';

export interface Tabs {
  readonly files: readonly ManifestFile[];
  readonly active: string;
  /** Files of commands that are no work of the learner's, by path: the kubeconfig, what lies in /tmp. They have no tabs. */
  readonly aside?: Readonly<Record<string, string>>;
}
export const HELLO = `apiVersion: v1
kind: Pod
metadata:
  name: hello
spec:
  containers:
    - name: web
      image: nginx:1.27
      ports:
        - containerPort: 80
`;
export const initialTabs: Tabs = { files: [{ name: 'hello.yaml', text: HELLO }], active: 'hello.yaml' };

export const textOf = ({ files }: Tabs, name: string): string => files.find(file => file.name === name)?.text ?? '';
export const setText = (tabs: Tabs, name: string, text: string): Tabs => ({ ...tabs, files: tabs.files.map(file => (file.name === name && file.text !== text ? { name, text } : file)) });
/** A name that is free: `pod.yaml`, `pod-2.yaml`. */
function freeName({ files }: Tabs, wish: string): string {
  const taken = new Set(files.map(({ name }) => name));
  const [, stem = wish, ending = ''] = /^(.*?)(\.[a-z]+)?$/i.exec(wish) ?? [];
  for (let n = 1; ; n++) {
    const name = n === 1 ? wish : `${stem}-${n}${ending}`;
    if (!taken.has(name)) return name;
  }
}
/** Opens a file; one of that name is written over only when its text is the same or it is told so. */
export function openFile(tabs: Tabs, name: string, text: string, replace = false): Tabs {
  const known = tabs.files.find(file => file.name === name);
  if (known !== undefined && (replace || known.text === text)) return { ...setText(tabs, name, text), active: name };
  const own = freeName(tabs, name);
  return { ...tabs, files: [...tabs.files, { name: own, text }], active: own };
}
/** Keeps what a command wrote: in a tab, or aside where it lies beyond the working folder. */
export const writeFile = (tabs: Tabs, path: string, text: string): Tabs => (path.startsWith('/') ? { ...tabs, aside: { ...tabs.aside, [path]: text } } : openFile(tabs, path, text, true));
export function closeFile(tabs: Tabs, name: string): Tabs {
  const at = tabs.files.findIndex(file => file.name === name);
  const files = tabs.files.filter(file => file.name !== name);
  if (files.length === 0) return { ...tabs, ...initialTabs };
  return { ...tabs, files, active: tabs.active === name ? (files[Math.max(0, at - 1)]?.name ?? '') : tabs.active };
}
/** What a command took away. */
export function removeFile(tabs: Tabs, path: string): Tabs {
  if (!path.startsWith('/')) return closeFile(tabs, path);
  const { [path]: _, ...aside } = tabs.aside ?? {};
  return { ...tabs, aside };
}
export function renameFile(tabs: Tabs, name: string, wish: string): Tabs {
  const own = wish.trim() === '' || wish === name ? name : freeName(tabs, wish.trim());
  return { ...tabs, files: tabs.files.map(file => (file.name === name ? { ...file, name: own } : file)), active: tabs.active === name ? own : tabs.active };
}
