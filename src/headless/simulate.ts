/**
 * `npm run -s simulate -- FILE`: runs the scenarios of a file (JSON Lines) and prints one JSON line with the result of each,
 * in order. A scenario that cannot be run gives {corpus, id, error}.
 */
import { createReadStream, existsSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { corpora } from './corpora/index.ts';

/** The result of one line, as JSON. */
function answer(line: string): string {
  let scenario: { readonly corpus?: unknown; readonly id?: unknown };
  try {
    scenario = JSON.parse(line) as typeof scenario;
  } catch (error) {
    return JSON.stringify({ corpus: null, id: null, error: `not JSON: ${(error as Error).message}` });
  }
  const corpus = scenario !== null && typeof scenario === 'object' && typeof scenario.corpus === 'string' ? scenario.corpus : null;
  const id = corpus !== null && typeof scenario.id === 'string' ? scenario.id : null;
  const run = corpus === null ? undefined : corpora[corpus];
  if (id === null || run === undefined) return JSON.stringify({ corpus, id: null, error: 'this line is no scenario' });
  try {
    return JSON.stringify({ corpus, id, ...(run(scenario) as object) });
  } catch (error) {
    return JSON.stringify({ corpus, id, error: (error as Error).message });
  }
}

/** Writes the whole of a line: a pipe takes a long one in pieces, and may ask to wait (EAGAIN) for its reader. */
function print(line: string): void {
  const bytes = Buffer.from(`${line}\n`);
  for (let sent = 0; sent < bytes.length;) {
    try {
      sent += writeSync(1, bytes, sent);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

async function main(file: string): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (line.trim() !== '') print(answer(line));
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const file = process.argv[2];
  if (file === undefined || !existsSync(file)) {
    console.error(file === undefined ? 'usage: npm run -s simulate -- FILE' : `there is no file ${file}`);
    process.exitCode = 2;
  } else await main(file);
}
