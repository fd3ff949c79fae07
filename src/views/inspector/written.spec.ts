import { expect, test } from 'vitest';
import { stringifyYaml } from '../../manifest/stringify.ts';
import { pathsOf, writtenLines, writtenOf } from './written.ts';

const applied = {
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { app: 'shop' } },
  spec: { containers: [{ name: 'main', image: 'nginx:1.27', args: ['a: b', '-c'] }, { name: 'helper', image: 'busybox:1.36' }] },
};
const live = {
  ...applied,
  metadata: { ...applied.metadata, uid: 'u-1', annotations: { note: 'two\nlines: of text\n', 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(applied) } },
  spec: { ...applied.spec, containers: applied.spec.containers.map(one => ({ ...one, imagePullPolicy: 'IfNotPresent' })), restartPolicy: 'Always', tolerations: [{ key: 'x', operator: 'Exists' }] },
  status: { phase: 'Running' },
};
const text = stringifyYaml(live);
const lines = text.split('\n');

test('each line of an object has its path, entries of lists and lines of a text included', () => {
  const paths = pathsOf(text).map(path => path.join('.'));
  const at = (line: string, from = 0): string => paths[lines.indexOf(line, from)] ?? '';
  expect(at('  - args:')).toBe('spec.containers.0.args');
  expect(at("    - 'a: b'")).toBe('spec.containers.0.args.0');
  expect(at('    - -c')).toBe('spec.containers.0.args.1');
  expect(at('    name: main')).toBe('spec.containers.0.name');
  expect(at('    name: helper')).toBe('spec.containers.1.name');
  expect(at('      lines: of text')).toBe('metadata.annotations.note');
  expect(at('  restartPolicy: Always')).toBe('spec.restartPolicy');
  expect(at('    operator: Exists')).toBe('spec.tolerations.0.operator');
});
test('what the API server filled in is told from what was written', () => {
  const written = writtenLines(text, writtenOf(live as unknown as Parameters<typeof writtenOf>[0]));
  const said = (line: string): boolean | undefined => written?.[lines.indexOf(line)];
  for (const line of ['kind: Pod', '  name: web', '    app: shop', '  - args:', '    name: main', '    name: helper']) expect(said(line), line).toBe(true);
  for (const line of ['  uid: u-1', '    imagePullPolicy: IfNotPresent', '  restartPolicy: Always', 'status:', '  phase: Running', '  tolerations:']) expect(said(line), line).toBe(false);
});
test('of an object that nobody applied nothing is said', () => {
  expect(writtenLines(text, writtenOf({ metadata: { name: 'x' } } as unknown as Parameters<typeof writtenOf>[0]))).toBeNull();
});
