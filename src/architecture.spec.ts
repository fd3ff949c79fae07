/** The import table of the architecture, type imports included: arrows only point up the list, no circle leads back to a module, nothing is exported for nobody, and each package has one home. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('.', import.meta.url));
/** A path below src, with `/` on every system. */
const inside = (path: string): string => relative(root, path).replaceAll(sep, '/');

/** What a folder may import on top of itself, `base` and `model`. `*` stands for all of the folders before it. */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: [],
  manifest: [],
  'cluster/contract': [],
  'cluster/store': ['cluster/contract'],
  'cluster/apiserver': ['cluster/contract', 'cluster/store', 'manifest'],
  'cluster/scheduler': ['cluster/contract'],
  'cluster/controllers': ['cluster/contract'],
  'cluster/network': ['cluster/contract'],
  'cluster/runtime': ['cluster/contract'],
  'cluster/kubelet': ['cluster/contract', 'cluster/runtime', 'cluster/network'],
  'cluster/engine': ['cluster/*'],
  kubectl: ['manifest', 'cluster/contract'],
  lessons: ['manifest', 'cluster/contract', 'kubectl'],
  headless: ['cluster/*', 'manifest', 'kubectl', 'lessons'],
  session: ['cluster/*', 'manifest', 'kubectl', 'lessons'],
  ui: [],
  'views/diagram': ['cluster/contract', 'session', 'ui'],
  'views/editor': ['cluster/contract', 'session', 'ui'],
  'views/terminal': ['cluster/contract', 'session', 'ui'],
  'views/timeline': ['cluster/contract', 'session', 'ui'],
  'views/scheduler': ['cluster/contract', 'session', 'ui'],
  'views/inspector': ['cluster/contract', 'session', 'ui'],
  'views/lesson': ['cluster/contract', 'session', 'ui'],
  'views/presenter': ['cluster/contract', 'session', 'ui'],
  app: ['views/*', 'session', 'ui'],
};
/** Open to every folder, but `ui`, which knows no domain word. */
const OPEN = ['base', 'model'];
/** Packages that live in one folder only. */
const HOMES: readonly (readonly [RegExp, string])[] = [
  [/^yaml$/, 'manifest'],
  [/^@bufbuild\//, 'lessons'],
  [/^(zustand|comlink|idb-keyval)(\/|$)/, 'session'],
  [/^@xyflow\/react/, 'views/diagram'],
  [/^monaco-editor/, 'views/editor'],
  [/^@xterm\//, 'views/terminal'],
];

const everyName = (folder: string): readonly string[] => readdirSync(folder).flatMap(name => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? everyName(path) : [path];
});
const modulesIn = (folder: string): readonly string[] => everyName(folder).filter(path => /\.tsx?$/.test(path));
const folderOf = (path: string): string => {
  const parts = inside(path).split('/');
  return parts[0] === 'cluster' || parts[0] === 'views' ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
};
function importsOf(path: string): readonly string[] {
  const text = readFileSync(path, 'utf8');
  const { module } = parseSync(path, text);
  return [
    ...module.staticImports.map(each => each.moduleRequest.value),
    ...module.staticExports.flatMap(each => each.entries.flatMap(entry => (entry.moduleRequest ? [entry.moduleRequest.value] : []))),
    ...[...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map(([, name]) => name ?? ''), // dynamic ones, and types written import('x').T
  ];
}
const allows = (from: string, to: string): boolean =>
  from === to || (from !== 'ui' && OPEN.includes(to)) || (from === 'ui' && to === 'base') ||
  (TABLE[from] ?? []).some(each => each === to || (each.endsWith('/*') && to.startsWith(each.slice(0, -1))));

/** The modules of the folders; specs and what is generated stand outside these rules. */
const files = modulesIn(root).filter(path => inside(path).includes('/') && !/\.(spec|bench|generated)\.tsx?$/.test(path));
const specifiers = files.flatMap(path => importsOf(path).map(name => ({ path, name })));

test('every folder imports only what the table allows', () => {
  const wrong = specifiers.flatMap(({ path, name }) => {
    if (!name.startsWith('.')) return [];
    const [from, to] = [folderOf(path), folderOf(resolve(dirname(path), name.replace(/\?.*$/, '')))];
    return from === 'testing' || allows(from, to) ? [] : [`${inside(path)} imports ${to}`];
  });
  expect(wrong).toEqual([]);
});

test('no module imports itself by way of others, types included', () => {
  const imports = new Map(files.map(path => [path, importsOf(path).filter(name => name.startsWith('.')).map(name => resolve(dirname(path), name.replace(/\?.*$/, '')))]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at >= 0) circles.push([...way.slice(at), path].map(each => inside(each)).join(' -> '));
    if (at >= 0 || done.has(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of files) visit(path, []);
  expect(circles).toEqual([]);
});

/** What other files take from each file; `*` stands for all of it, which is what a dynamic import takes. */
function takenFrom(takers: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const taken = new Map<string, Set<string>>();
  for (const path of takers) {
    const text = readFileSync(path, 'utf8');
    const { module } = parseSync(path, text);
    const take = (from: string, name: string | null): void => {
      const file = resolve(dirname(path), from.replace(/\?.*$/, ''));
      taken.set(file, (taken.get(file) ?? new Set()).add(name ?? '*'));
    };
    for (const { moduleRequest, entries } of module.staticImports) for (const { importName } of entries) take(moduleRequest.value, importName.name);
    for (const { entries } of module.staticExports) for (const { moduleRequest, importName } of entries) if (moduleRequest) take(moduleRequest.value, importName.name);
    for (const [, from = ''] of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)) take(from, null);
  }
  return taken;
}

test('everything that a file exports is taken by another file', () => {
  const top = resolve(root, '..');
  const configs = readdirSync(top).filter(name => name.endsWith('.config.ts')).map(name => join(top, name));
  const taken = takenFrom([...modulesIn(root), ...modulesIn(join(top, 'e2e')), ...configs]);
  const wrong = files.flatMap(path => {
    const { module } = parseSync(path, readFileSync(path, 'utf8'));
    const names = module.staticExports.flatMap(({ entries }) => entries.flatMap(({ exportName }) => exportName.name ?? []));
    const uses = taken.get(path) ?? new Set();
    return uses.has('*') ? [] : names.filter(name => !uses.has(name)).map(name => `${inside(path)} exports ${name}`);
  });
  expect(wrong).toEqual([]);
});

test('every package has one home', () => {
  const wrong = specifiers.flatMap(({ path, name }) => {
    const home = HOMES.find(([pattern]) => pattern.test(name))?.[1];
    return home === undefined || folderOf(path) === home ? [] : [`${inside(path)} imports ${name}`];
  });
  expect(wrong).toEqual([]);
});

test('every file opens with its purpose', () => {
  const wrong = files.filter(path => !readFileSync(path, 'utf8').startsWith('/**')).map(path => inside(path));
  expect(wrong).toEqual([]);
});

test('every file that a README names is there', () => {
  const all = everyName(root);
  const readmes = all.filter(path => /(^|\/)README\.md$/.test(inside(path)) && !inside(path).includes('/content/'));
  const wrong = readmes.flatMap(readme => [...readFileSync(readme, 'utf8').matchAll(/(?:`|^\| |, )([\w./-]+\.(?:tsx?|css))\b/gm)].flatMap(([, name = '']) =>
    (all.some(path => path === join(root, name) || (path.startsWith(dirname(readme)) && inside(path).endsWith(`/${name}`))) ? [] : [`${inside(readme)} names ${name}`])));
  expect(wrong).toEqual([]);
});

test('the cluster reads no wall clock, rolls no real dice and awaits nothing', () => {
  const banned = /\bDate\.now\b|\bnew Date\(\)|\bMath\.(random|log\w*|exp|pow|sin|cos|tan|cbrt)\b|\bsetTimeout\b|\bsetInterval\b|\bawait\b|\bPromise\b|\bperformance\b|\bIntl\b|\blocaleCompare\b|\btoLocale/;
  const wrong = files.filter(path => folderOf(path).startsWith('cluster/')).flatMap(path =>
    readFileSync(path, 'utf8').split('\n').flatMap((line, index) =>
      (banned.test(line.replace(/\/\/.*$|^\s*\*.*$|\/\*.*?\*\//g, '').replace(/'[^']*'|`[^`]*`/g, "''")) ? [`${inside(path)}:${index + 1} ${line.trim()}`] : [])));
  expect(wrong).toEqual([]);
});
