/** awk's variables, arrays and the record with its fields. */
import { AwkError } from './awk-lexer.ts';
import { fromInput, toNumber, toText } from './awk-values.ts';
import type { Val } from './awk-values.ts';
import { compile } from './regex.ts';
import type { Regex } from './back-references.ts';

export type Cell = { value: Val | undefined } | { array: Map<string, Val> };

export class AwkState {
  readonly globals = new Map<string, Cell>();
  protected locals: Map<string, Cell>[] = [];
  protected record = '';
  private fields: Val[] | null = null;
  private fieldsChanged = false;
  constructor(env: readonly string[]) {
    const initial: [string, Val][] = [
      ['FS', ' '], ['OFS', ' '], ['ORS', '\n'], ['RS', '\n'], ['NR', 0], ['NF', 0], ['FNR', 0], ['SUBSEP', '\x1c'], ['CONVFMT', '%.6g'], ['OFMT', '%.6g'], ['RSTART', 0],
      ['RLENGTH', -1], ['FILENAME', ''],
    ];
    for (const [name, value] of initial) this.globals.set(name, { value });
    const environ = new Map<string, Val>();
    for (const entry of env) environ.set(entry.slice(0, entry.indexOf('=')), fromInput(entry.slice(entry.indexOf('=') + 1)));
    this.globals.set('ENVIRON', { array: environ });
  }
  protected cell(name: string): Cell {
    const local = this.locals[this.locals.length - 1]?.get(name);
    if (local !== undefined) return local;
    let found = this.globals.get(name);
    if (found === undefined) {
      found = { value: undefined };
      this.globals.set(name, found);
    }
    return found;
  }
  get(name: string): Val | undefined {
    if (name === 'NF') this.split();
    const cell = this.cell(name);
    return 'value' in cell ? cell.value : undefined;
  }
  text(name: string): string {
    return toText(this.get(name));
  }
  set(name: string, value: Val): void {
    const cell = this.cell(name);
    if (!('value' in cell)) throw new AwkError(`can't use array ${name} as a scalar`);
    const fields = name === 'NF' ? this.split() : null;
    cell.value = value;
    if (fields === null) return;
    const count = Math.max(0, toNumber(value));
    while (fields.length < count) fields.push('');
    fields.length = count;
    this.fieldsChanged = true;
  }
  array(name: string): Map<string, Val> {
    const local = this.locals[this.locals.length - 1];
    const cell = this.cell(name);
    if ('array' in cell) return cell.array;
    const made = { array: new Map<string, Val>() };
    if (local?.has(name) === true) {
      local.set(name, made);
      Object.assign(cell, made);
      delete (cell as { value?: Val }).value;
      return (cell as unknown as { array: Map<string, Val> }).array;
    }
    this.globals.set(name, made);
    return made.array;
  }
  setRecord(text: string): void {
    this.record = text;
    this.fields = null;
    this.fieldsChanged = false;
  }
  protected split(): Val[] {
    if (this.fields !== null) return this.fields;
    this.fields = this.splitText(this.record, this.text('FS')).map(fromInput);
    const nf = this.globals.get('NF');
    if (nf !== undefined && 'value' in nf) nf.value = this.fields.length;
    return this.fields;
  }
  splitText(text: string, fs: string): string[] {
    if (fs === ' ') return text.split(/[ \t\n]+/).filter((word) => word !== '');
    if (text === '') return [];
    if (fs === '') return [...text];
    if (fs === '\t' || (fs.length === 1 && fs !== '\\')) return text.split(fs);
    const out: string[] = [];
    const regex = this.regex(fs);
    let at = 0;
    for (let from = 0; from <= text.length; ) {
      const found = regex.exec(text, from);
      if (found === null) break;
      if (found.end === found.start) {
        from = found.end + 1;
        continue;
      }
      out.push(text.slice(at, found.start));
      at = from = found.end;
    }
    return [...out, text.slice(at)];
  }
  field(index: number): Val {
    if (index < 0) throw new AwkError('Access to negative field');
    if (index === 0) {
      this.join();
      return fromInput(this.record);
    }
    return this.split()[index - 1] ?? '';
  }
  setField(index: number, value: Val): void {
    if (index === 0) {
      this.setRecord(toText(value));
      return;
    }
    const fields = this.split();
    while (fields.length < index) fields.push('');
    fields[index - 1] = value;
    const nf = this.globals.get('NF');
    if (nf !== undefined && 'value' in nf) nf.value = fields.length;
    this.fieldsChanged = true;
  }
  protected join(): void {
    if (!this.fieldsChanged || this.fields === null) return;
    this.record = this.fields.map((field) => toText(field)).join(this.text('OFS'));
    this.fieldsChanged = false;
  }
  regex(pattern: string): Regex {
    const made = compile(pattern, { extended: true });
    if (!made.ok) throw new AwkError(`bad regex '${pattern}': ${made.error}`);
    return made.regex;
  }
}
