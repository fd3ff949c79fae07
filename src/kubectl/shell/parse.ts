/** A command line -> the jobs it asks for: pipes, redirections, and what waits for success or failure. */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { Word } from './split.ts';

export interface Stage {
  /** Words as they were written; what has to be put in is put in when the stage runs. */
  readonly words: readonly Word[];
  readonly input: string | null;
  readonly output: { readonly path: string; readonly append: boolean } | null;
  /** What the command says goes to standard error. */
  readonly toErrors: boolean;
  readonly errorsToo: boolean;
  readonly errorsAway: boolean;
}
interface Job {
  readonly stages: readonly Stage[];
  /** Runs always, only after success, or only after a failure. */
  readonly when: ';' | '&&' | '||';
}

/** `kubectl apply -f - <<EOF` and the lines up to EOF. */
export function hereDocument(line: string): { readonly command: string; readonly document: string | null } {
  const newline = line.indexOf('\n');
  const found = newline < 0 ? null : /<<-?\s*(['"]?)([\w-]+)\1/.exec(line.slice(0, newline));
  if (!found) return { command: line, document: null };
  const lines = line.slice(newline + 1).split('\n');
  const end = lines.findIndex((each) => each.trim() === found[2]);
  const body = end < 0 ? lines : lines.slice(0, end);
  return { command: line.slice(0, newline).replace(found[0], ' '), document: body.length === 0 ? '' : `${body.join('\n')}\n` };
}

const unexpected = (what: string): string => `syntax error: unexpected ${what === 'newline' ? what : JSON.stringify(what)}`;

/** The jobs of a line, or what is wrong with it in the shell's words. */
export function parseJobs(words: readonly Word[]): Result<readonly Job[], string> {
  const jobs: Job[] = [];
  let when: Job['when'] = ';';
  let stages: Stage[] = [];
  let current: Word[] = [];
  const endStage = (after: string): string | null => {
    const stage = parseStage(current, after);
    current = [];
    if (!stage.ok) return stage.error;
    if (stage.value.words.length === 0) return unexpected(after);
    stages.push(stage.value);
    return null;
  };
  for (const word of words) {
    const joins = word.operator && ['|', ';', '&&', '||', '&'].includes(word.text);
    if (!joins) {
      current.push(word);
      continue;
    }
    if (word.text === '&') return err('jobs in the background are not part of this sandbox; open a second terminal');
    const problem = endStage(word.text);
    if (problem !== null) return err(problem);
    if (word.text === '|') continue;
    jobs.push({ stages, when });
    stages = [];
    when = word.text as Job['when'];
  }
  if (current.length > 0) {
    const problem = endStage('newline');
    if (problem !== null) return err(problem);
  } else if (stages.length > 0 || when !== ';') return err('syntax error: unexpected end of file');
  return ok(stages.length > 0 ? [...jobs, { stages, when }] : jobs);
}

/** One command with its redirections; `after` is what ends it. */
function parseStage(words: readonly Word[], after: string): Result<Stage, string> {
  const plain: Word[] = [];
  let stage: Omit<Stage, 'words'> = { input: null, output: null, toErrors: false, errorsToo: false, errorsAway: false };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as Word;
    if (!word.operator) {
      plain.push(word);
      continue;
    }
    if (word.text === '2>&1' || word.text === '>&2') {
      stage = word.text === '2>&1' ? { ...stage, errorsToo: true } : { ...stage, toErrors: true };
      continue;
    }
    const next = words[++at];
    if (next === undefined || next.operator) return err(unexpected(next?.text ?? after));
    if (word.text === '<') stage = { ...stage, input: next.text };
    else if (word.text === '2>') stage = { ...stage, errorsAway: true };
    else stage = { ...stage, output: { path: next.text, append: word.text === '>>' } };
  }
  return ok({ words: plain, ...stage });
}
