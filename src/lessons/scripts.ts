/** Scripts of lessons: lines of `kubectl …` and `sim …`, run against a cluster in virtual time. A line may fail; only the goals count. */
import { machineAmounts } from '../model/machine.ts';
import { err, ok, type Result } from '../base/result.ts';
import { after } from '../model/time.ts';
import { call, type Client, type ClientProgram } from '../cluster/contract/client.ts';
import type { Simulation } from '../cluster/contract/simulation.ts';
import { drive, runKubectl, splitCommandLine } from '../kubectl/index.ts';
import { evaluate } from './checks.ts';
import { parseSpan } from './fields.ts';
import type { CheckSubject } from './subject.ts';

interface ScriptLine {
  readonly text: string;
  readonly argv: readonly string[];
}
export interface LineResult {
  readonly line: string;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}
/** What a script runs against. `settle` lets the cluster go on between lines, so that goals are watched. */
export interface ScriptHost {
  readonly simulation: Simulation;
  readonly files: Readonly<Record<string, string>>;
  readonly subject: () => CheckSubject;
  /** Runs the cluster to an instant; checks of goals hook in here. */
  readonly advance: (to: Simulation['now']) => void;
}

/** How long a script may take, in virtual time, and how many lines it may have. */
const LONGEST_MS = 600_000;
const MOST_LINES = 80;

export function parseScript(script: string): Result<readonly ScriptLine[], string> {
  const lines: ScriptLine[] = [];
  for (const text of script.split('\n').map(line => line.trim())) {
    if (text === '' || text.startsWith('#')) continue;
    const argv = splitCommandLine(text);
    if (!argv.ok) return err(`${text}: ${argv.error}`);
    if (argv.value[0] !== 'kubectl' && argv.value[0] !== 'sim') return err(`${text}: a line begins with kubectl or sim`);
    lines.push({ text, argv: argv.value });
    if (lines.length > MOST_LINES) return err(`a script has at most ${MOST_LINES} lines`);
  }
  return ok(lines);
}

/** Runs a script to its end, or until it has taken as long as a script may. */
export function runScript(host: ScriptHost, script: string): readonly LineResult[] {
  const lines = parseScript(script);
  if (!lines.ok) return [{ line: script, exitCode: 2, stdout: '', stderr: lines.error }];
  const end = after(host.simulation.now, LONGEST_MS);
  const results: LineResult[] = [];
  for (const line of lines.value) {
    if (host.simulation.now >= end) return [...results, { line: line.text, exitCode: 1, stdout: '', stderr: `a script takes at most ${LONGEST_MS / 60_000} minutes\n` }];
    results.push(runLine(host, line, end - host.simulation.now));
  }
  return results;
}

/** `mostMs`: how long it may last in virtual time. */
function runLine(host: ScriptHost, { text, argv }: ScriptLine, mostMs = LONGEST_MS): LineResult {
  const [tool, ...rest] = argv.map(word => withAddresses(host.simulation, word));
  // A line that would last is started and left: the proof goes on.
  const lasting = rest.some(word => word === '-w' || word === '--watch') || rest[0] === 'port-forward' || (rest[0] === 'logs' && rest.includes('-f'));
  const program = tool === 'sim' ? simProgram(host, rest) : runKubectl(rest, { interactive: false });
  const result = drive(host.simulation, program, { files: new Map(Object.entries(host.files)), maxMs: lasting ? 1_000 : mostMs, advance: host.advance });
  return { line: text, exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

/** `@POD_IP:name@` is that Pod's address. */
const withAddresses = (simulation: Simulation, word: string): string =>
  word.replace(/@POD_IP:([a-z0-9.-]+)@/g, (whole, name: string) => simulation.view().get('pods', 'default', name)?.status.podIP ?? whole);

/** Runs a `sim` line as a client program, so that whoever runs programs can run it too: here at once, in the page as its story goes on. */
export function* simProgram(host: Pick<ScriptHost, 'simulation' | 'files' | 'subject'>, [verb = '', ...args]: readonly string[]): ClientProgram {
  const [first = '', second = ''] = args;
  switch (verb) {
    case 'wait': {
      const span = parseSpan(first);
      if (span === null || span > LONGEST_MS) return yield* failed(`sim wait: "${first}" is no span of time up to 10m; try 20s`);
      yield* call({ call: 'sleep', ms: span });
      return 0;
    }
    case 'until': return yield* waitUntil(host, first, Math.min(LONGEST_MS, parseSpan(second === '' ? '60s' : second) ?? 60_000));
    case 'stop': case 'start': host.simulation.act({ do: verb === 'stop' ? 'stopNode' : 'startNode', node: first }); return 0;
    case 'resize': {
      const amounts = machineAmounts(args.slice(1));
      if (typeof amounts === 'string') return yield* failed(`sim resize: "${amounts}" is no size; try cpu=4 memory=8Gi`);
      host.simulation.act({ do: 'resizeNode', node: first, amounts });
      return 0;
    }
    case 'put': {
      const text = host.files[second] ?? host.files[`files/${second}`];
      if (text === undefined) return yield* failed(`sim put: there is no file "${second}"`);
      host.simulation.act({ do: 'putFile', node: first, path: manifestPath(second), text });
      return 0;
    }
    case 'rm': host.simulation.act({ do: 'removeFile', node: first, path: manifestPath(second) }); return 0;
    default: return yield* failed(`sim: "${verb}" is none of wait, until, stop, start, resize, put, rm`);
  }
}
function* failed(text: string): Client<number> {
  yield* call({ call: 'print', channel: 'stderr', text: `${text}\n` });
  return 1;
}
const manifestPath = (file: string): string => (file.startsWith('/') ? file : `/etc/kubernetes/manifests/${file.slice(file.lastIndexOf('/') + 1)}`);

const LOOKS_EVERY_MS = 250;
function* waitUntil({ simulation, subject }: Pick<ScriptHost, 'simulation' | 'subject'>, check: string, most: number): Client<number> {
  const end = simulation.now + most;
  for (;;) {
    const holds = evaluate(check, subject());
    if (!holds.ok) return yield* failed(`sim until: ${holds.error}`);
    if (holds.value) return 0;
    if (simulation.now >= end) return yield* failed(`sim until: not within ${most / 1000}s`);
    yield* call({ call: 'sleep', ms: Math.min(LOOKS_EVERY_MS, end - simulation.now) });
  }
}
