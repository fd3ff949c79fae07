/**
 * `npm run conformance [-- --check | --raise] [corpus …]`: runs the shown recordings and prints how many answers agree.
 * --check fails where a count has fallen below e2e/conformance/floor.json; --raise writes higher counts into it.
 */
import { execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

interface Count {
  readonly agree: number;
  readonly total: number;
}
interface Score {
  readonly scenarios: Count;
  readonly checks: Count;
}

const CORPORA = ['admission', 'scheduling', 'lifecycle', 'kubectl', 'shell'] as const;
const folder = fileURLToPath(new URL('../../e2e/conformance/', import.meta.url));
const simulate = fileURLToPath(new URL('./simulate.ts', import.meta.url));
const floorFile = join(folder, 'floor.json');

/** Runs one corpus in a process of its own, so that two cores serve two corpora. */
async function score(corpus: string, results: string): Promise<Score> {
  const actual = join(results, `${corpus}.jsonl`);
  const out = openSync(actual, 'w');
  const child = spawn(process.execPath, ['--import', 'tsx', simulate, join(folder, `${corpus}.scenarios.jsonl`)], { stdio: ['ignore', out, 'inherit'] });
  const code = await new Promise<number | null>(done => child.on('close', done));
  closeSync(out);
  if (code !== 0) throw new Error(`simulate stopped with exit code ${code} in corpus ${corpus}`);
  const compared = await promisify(execFile)(process.execPath, [join(folder, 'compare.mjs'), join(folder, `${corpus}.expected.jsonl`), actual, '--json'], { maxBuffer: 1 << 28 });
  return JSON.parse(compared.stdout) as Score;
}

const args = process.argv.slice(2);
const flags = new Set(args.filter(arg => arg.startsWith('--')));
const wanted = args.filter(arg => !arg.startsWith('--'));
const chosen = wanted.length === 0 ? [...CORPORA] : CORPORA.filter(corpus => wanted.includes(corpus));
const results = fileURLToPath(new URL('../../.cache/conformance/', import.meta.url));
mkdirSync(results, { recursive: true });
const scores: Record<string, Score> = {};
const pending = [...chosen];
await Promise.all([0, 1].map(async () => {
  for (let corpus = pending.shift(); corpus !== undefined; corpus = pending.shift()) scores[corpus] = await score(corpus, results);
}));

const percent = ({ agree, total }: Count): string => `${((100 * agree) / Math.max(1, total)).toFixed(1)}%`;
console.log('corpus      scenarios in full       single checks');
for (const corpus of chosen) {
  const each = scores[corpus];
  if (each === undefined) continue;
  const cell = (count: Count): string => `${count.agree}/${count.total}`.padStart(11) + percent(count).padStart(8);
  console.log(`${corpus.padEnd(10)} ${cell(each.scenarios)}   ${cell(each.checks)}`);
}
console.log(`results: ${results}`);

type Floor = Record<string, { readonly scenarios: number; readonly checks: number }>;
const floor: Floor = existsSync(floorFile) ? (JSON.parse(readFileSync(floorFile, 'utf8')) as Floor) : {};
const counts = (each: Score): Floor[string] => ({ scenarios: each.scenarios.agree, checks: each.checks.agree });
if (flags.has('--raise')) {
  const raised = { ...floor };
  for (const corpus of chosen) {
    const each = scores[corpus];
    if (each === undefined) continue;
    const [now, before] = [counts(each), floor[corpus] ?? { scenarios: 0, checks: 0 }];
    raised[corpus] = { scenarios: Math.max(now.scenarios, before.scenarios), checks: Math.max(now.checks, before.checks) };
  }
  writeFileSync(floorFile, `${JSON.stringify(raised, null, 2)}\n`);
}
if (flags.has('--check')) {
  for (const corpus of chosen) {
    const [each, least] = [scores[corpus], floor[corpus]];
    if (each === undefined || least === undefined) continue;
    const now = counts(each);
    if (now.scenarios >= least.scenarios && now.checks >= least.checks) continue;
    console.error(`corpus ${corpus} fell below its floor: ${now.scenarios} of ${least.scenarios} scenarios, ${now.checks} of ${least.checks} checks`);
    process.exitCode = 1;
  }
}
