/** Single values of the kubeconfig by their path: `contexts.dev.namespace`, `current-context`. */
import { CommandError } from '../errors.ts';
import type { KubeConfig, KubeContext } from '../kubeconfig.ts';

type Entry = Readonly<Record<string, unknown>>;

interface Path {
  readonly part: 'contexts' | 'clusters' | 'users';
  /** Names may hold dots, so that the field is what follows the longest known name. */
  readonly name: string;
  readonly field: string;
}

function parsePath(config: KubeConfig, text: string): Path | 'current-context' {
  if (text === 'current-context') return text;
  const [part = '', ...rest] = text.split('.');
  if (part !== 'contexts' && part !== 'clusters' && part !== 'users') throw new CommandError(`unable to parse ${text} after [] at api.Config`);
  for (let length = rest.length; length > 0; length--) {
    const name = rest.slice(0, length).join('.');
    if (config[part].has(name)) return { part, name, field: rest.slice(length).join('.') };
  }
  return { part, name: rest[0] ?? '', field: rest.slice(1).join('.') };
}

const withEntry = (config: KubeConfig, { part, name }: Path, entry: Entry): KubeConfig =>
  part === 'contexts'
    ? { ...config, contexts: new Map([...config.contexts, [name, { cluster: '', user: '', ...entry } as KubeContext]]) }
    : { ...config, [part]: new Map<string, Entry>([...config[part], [name, entry]]) };

export function propertySet(config: KubeConfig, text: string, value: string): KubeConfig {
  const path = parsePath(config, text);
  if (path === 'current-context') return { ...config, currentContext: value };
  if (path.field === '') throw new CommandError(`can't set a map to a value: map[string]*api.${path.part === 'users' ? 'AuthInfo' : path.part === 'contexts' ? 'Context' : 'Cluster'}`);
  return withEntry(config, path, { ...(config[path.part].get(path.name) as Entry | undefined), [path.field]: value });
}

export function propertyUnset(config: KubeConfig, text: string): KubeConfig {
  const path = parsePath(config, text);
  if (path === 'current-context') return { ...config, currentContext: '' };
  const entry = config[path.part].get(path.name) as Entry | undefined;
  if (path.name === '') return { ...config, [path.part]: new Map<string, Entry>() };
  if (entry === undefined) throw new CommandError(`current map key \`${path.name}\` is invalid`);
  if (path.field === '') return { ...config, [path.part]: new Map<string, unknown>([...config[path.part]].filter(([name]) => name !== path.name)) };
  return withEntry(config, path, Object.fromEntries(Object.entries(entry).filter(([key]) => key !== path.field)));
}
