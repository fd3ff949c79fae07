/** A command line -> the jobs it asks for: pipes, redirections, loops, choices, and what waits for success or failure. */
import { err, ok } from '../../base/result.ts';
import type { Result } from '../../base/result.ts';
import type { Word } from './split.ts';

export interface Stage {
  /** Words as they were written; what has to be put in is put in when the stage runs. */
  readonly words: readonly Word[];
  /** A loop or a choice instead of words. */
  readonly compound: Compound | null;
  readonly input: string | null;
  readonly output: { readonly path: string; readonly append: boolean } | null;
  /** What the command says goes to standard error. */
  readonly toErrors: boolean;
  readonly errorsToo: boolean;
  readonly errorsAway: boolean;
}
export type Compound =
  | { readonly kind: 'for'; readonly name: string; readonly words: readonly Word[]; readonly body: readonly Job[] }
  | { readonly kind: 'while'; readonly until: boolean; readonly test: readonly Job[]; readonly body: readonly Job[] }
  | { readonly kind: 'if'; readonly branches: readonly { readonly test: readonly Job[]; readonly body: readonly Job[] }[]; readonly otherwise: readonly Job[] };
export interface Job {
  readonly stages: readonly Stage[];
  /** `!`: success and failure change places. */
  readonly not: boolean;
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

/** Ends the reading of a line. */
class SyntaxProblem extends Error {}
const unexpected = (what: string): SyntaxProblem => new SyntaxProblem(`syntax error: unexpected ${what === 'newline' || what === 'end of file' ? what : JSON.stringify(what)}`);

/** The jobs of a line, or what is wrong with it in the shell's words. */
export function parseJobs(words: readonly Word[]): Result<readonly Job[], string> {
  try {
    return ok(new Parser(words).whole());
  } catch (error) {
    if (error instanceof SyntaxProblem) return err(error.message);
    throw error;
  }
}

const KEYWORDS: ReadonlySet<string> = new Set(['for', 'while', 'until', 'if', 'do', 'done', 'then', 'elif', 'else', 'fi']);
const NONE: ReadonlySet<string> = new Set();
const ends = (...words: readonly string[]): ReadonlySet<string> => new Set(words);

class Parser {
  private at = 0;
  constructor(private readonly words: readonly Word[]) {}

  whole(): readonly Job[] {
    return this.jobs(NONE);
  }

  private get next(): Word | undefined {
    return this.words[this.at];
  }
  private joins(...signs: readonly string[]): boolean {
    return this.next?.operator === true && signs.includes(this.next.text);
  }
  /** A word that steers, where a command may begin. */
  private keyword(): string {
    const word = this.next?.text ?? '';
    return KEYWORDS.has(word) && this.isPlain(word) ? word : '';
  }
  private isPlain(text: string): boolean {
    const word = this.next;
    return word !== undefined && word.text === text && !word.operator && !word.quoted && word.parts === undefined;
  }
  private blankLines(): void {
    while (this.joins('\n')) this.at++;
  }
  private expect(word: string): void {
    if (this.keyword() !== word) throw unexpected(this.next?.text === '\n' ? 'newline' : (this.next?.text ?? 'end of file'));
    this.at++;
  }

  /** Jobs up to one of the words, which is left, or up to the end of the line. */
  private jobs(until: ReadonlySet<string>): readonly Job[] {
    const jobs: Job[] = [];
    for (this.blankLines(); this.next !== undefined && !until.has(this.keyword()); this.blankLines()) {
      let when: Job['when'] = ';';
      for (;;) {
        const not = this.isPlain('!');
        if (not) this.at++;
        jobs.push({ stages: this.pipeline(), not, when });
        if (!this.joins('&&', '||')) break;
        when = this.next?.text as Job['when'];
        this.at++;
        this.blankLines();
        if (this.next === undefined) throw unexpected('end of file');
      }
      if (this.joins('&')) throw new SyntaxProblem('jobs in the background are not part of this sandbox; open a second terminal');
      if (!this.joins(';', '\n')) break;
      this.at++;
    }
    if (until === NONE ? this.next !== undefined : !until.has(this.keyword())) throw unexpected(this.next?.text ?? 'end of file');
    if (until !== NONE && jobs.length === 0) throw unexpected(this.keyword());
    return jobs;
  }

  private pipeline(): readonly Stage[] {
    const stages = [this.stage()];
    while (this.joins('|')) {
      this.at++;
      this.blankLines();
      if (this.next === undefined) throw unexpected('end of file');
      stages.push(this.stage());
    }
    return stages;
  }

  /** One command with its redirections. */
  private stage(): Stage {
    const compound = this.compound();
    const plain: Word[] = [];
    let stage: Omit<Stage, 'words' | 'compound'> = { input: null, output: null, toErrors: false, errorsToo: false, errorsAway: false };
    for (let word = this.next; word !== undefined && !this.joins('|', ';', '&&', '||', '&', '\n'); word = this.next) {
      this.at++;
      if (!word.operator) {
        if (compound !== null) throw unexpected(word.text);
        plain.push(word);
        continue;
      }
      if (word.text === '2>&1' || word.text === '>&2') {
        stage = word.text === '2>&1' ? { ...stage, errorsToo: true } : { ...stage, toErrors: true };
        continue;
      }
      const target = this.next;
      if (target === undefined || target.operator) throw unexpected(target === undefined || target.text === '\n' ? 'newline' : target.text);
      this.at++;
      if (word.text === '<') stage = { ...stage, input: target.text };
      else if (word.text === '2>') stage = { ...stage, errorsAway: true };
      else stage = { ...stage, output: { path: target.text, append: word.text === '>>' } };
    }
    if (compound === null && plain.length === 0) throw unexpected(this.next === undefined || this.next.text === '\n' ? 'newline' : this.next.text);
    return { words: plain, compound, ...stage };
  }

  private compound(): Compound | null {
    const word = this.keyword();
    if (word === '') return null;
    if (word !== 'for' && word !== 'while' && word !== 'until' && word !== 'if') throw unexpected(word);
    this.at++;
    if (word === 'for') return this.loopOver();
    if (word === 'if') return this.choice();
    const test = this.jobs(ends('do'));
    return { kind: 'while', until: word === 'until', test, body: this.body() };
  }
  private body(): readonly Job[] {
    this.expect('do');
    const body = this.jobs(ends('done'));
    this.expect('done');
    return body;
  }
  private loopOver(): Compound {
    const name = this.next;
    if (name === undefined || name.operator || !/^[A-Za-z_]\w*$/.test(name.text)) throw new SyntaxProblem('syntax error: bad for loop variable');
    this.at++;
    const words: Word[] = [];
    if (this.next?.text === 'in' && !this.next.operator) {
      this.at++;
      for (let word = this.next; word !== undefined && !word.operator; word = this.next) {
        words.push(word);
        this.at++;
      }
    }
    if (this.joins(';')) this.at++;
    this.blankLines();
    return { kind: 'for', name: name.text, words, body: this.body() };
  }
  private choice(): Compound {
    const branches: { test: readonly Job[]; body: readonly Job[] }[] = [];
    let otherwise: readonly Job[] = [];
    do {
      if (branches.length > 0) this.expect('elif');
      const test = this.jobs(ends('then'));
      this.expect('then');
      branches.push({ test, body: this.jobs(ends('elif', 'else', 'fi')) });
    } while (this.keyword() === 'elif');
    if (this.keyword() === 'else') {
      this.expect('else');
      otherwise = this.jobs(ends('fi'));
    }
    this.expect('fi');
    return { kind: 'if', branches, otherwise };
  }
}
