/** The menu of examples: what each shows, in the order of the course. Their manifests lie in examples/, one file each. */
const texts = import.meta.glob<string>('./examples/*.yaml', { query: '?raw', import: 'default' });

export interface Example {
  readonly file: string;
  readonly title: string;
  readonly group: 'Start' | 'Go wrong' | 'Containers that help' | 'More than one Pod';
}
export const examples: readonly Example[] = [
  { file: 'hello.yaml', title: 'Your first Pod', group: 'Start' },
  { file: 'web.yaml', title: 'Two containers, one address', group: 'Start' },
  { file: 'client.yaml', title: 'A client to call from', group: 'Start' },
  { file: 'probes.yaml', title: 'Three probes', group: 'Start' },
  { file: 'clash.yaml', title: 'Two want port 80', group: 'Go wrong' },
  { file: 'huge.yaml', title: 'Asks for 100 CPUs', group: 'Go wrong' },
  { file: 'typo.yaml', title: 'A misspelt field', group: 'Go wrong' },
  { file: 'init.yaml', title: 'Init container', group: 'Containers that help' },
  { file: 'sidecar.yaml', title: 'Sidecar', group: 'Containers that help' },
  { file: 'adapter.yaml', title: 'Adapter', group: 'Containers that help' },
  { file: 'ambassador.yaml', title: 'Ambassador', group: 'Containers that help' },
  { file: 'deployment.yaml', title: 'Deployment', group: 'More than one Pod' },
  { file: 'service.yaml', title: 'Service', group: 'More than one Pod' },
  { file: 'job.yaml', title: 'Job', group: 'More than one Pod' },
];
export async function exampleText(file: string): Promise<string> {
  const load = texts[`./examples/${file}`];
  if (load === undefined) throw new Error(`no example ${file}`);
  return load();
}
