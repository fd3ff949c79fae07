/** Reads the text form of a label selector: `app=web,tier in (a,b),!old`. Follows apimachinery pkg/labels/selector.go, its refusals included. */
import { byText } from '../base/order.ts';
import { err, ok, type Result } from '../base/result.ts';
import { labelValueComplaints, qualifiedNameComplaints } from './names.ts';
import type { Requirement, Selector, SelectorOperator } from './selectors.ts';

type TokenKind = 'identifier' | 'in' | 'notin' | 'equals' | 'notequals' | 'greater' | 'less' | 'not' | 'comma' | 'open' | 'close' | 'end' | 'error';
interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}
const SIGNS: Readonly<Record<string, TokenKind>> = { ')': 'close', ',': 'comma', '!': 'not', '==': 'equals', '=': 'equals', '>': 'greater', '<': 'less', '!=': 'notequals', '(': 'open' };
const OPERATORS: Partial<Readonly<Record<TokenKind, SelectorOperator>>> = { in: 'In', notin: 'NotIn', equals: 'In', notequals: 'NotIn', greater: 'Gt', less: 'Lt' };
const END: Token = { kind: 'end', text: '' };

class Refusal extends Error {}
const refused = (text: string, expected: string): Refusal => new Refusal(`found '${text}', expected: ${expected}`);

/** The longest sign that a run of signs begins with; a run that begins with none is an error as a whole. */
function signAt(text: string, at: number): Token {
  const two = SIGNS[text.slice(at, at + 2)];
  if (two !== undefined && at + 1 < text.length) return { kind: two, text: text.slice(at, at + 2) };
  const one = text.charAt(at);
  return { kind: SIGNS[one] ?? 'error', text: one };
}

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    if (/[ \t\r\n]/.test(text.charAt(at))) {
      at++;
      continue;
    }
    const word = /^[^=!(),<> \t\r\n]+/.exec(text.slice(at))?.[0];
    const token: Token = word === undefined ? signAt(text, at) : { kind: word === 'in' || word === 'notin' ? word : 'identifier', text: word };
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

class Parser {
  private at = 0;
  constructor(private readonly tokens: readonly Token[]) {}

  parse(): Selector {
    const requirements: Requirement[] = [];
    for (;;) {
      const { kind, text } = this.peek();
      if (kind === 'end') return requirements;
      if (kind !== 'identifier' && kind !== 'not') throw refused(text, "!, identifier, or 'end of string'");
      requirements.push(this.requirement());
      const next = this.take();
      if (next.kind === 'end') return requirements;
      if (next.kind !== 'comma') throw refused(next.text, "',' or 'end of string'");
      const after = this.peek();
      if (after.kind !== 'identifier' && after.kind !== 'not') throw refused(after.text, "identifier after ','");
    }
  }

  private raw(): Token {
    return this.tokens[this.at] ?? END;
  }
  /** Where a name or a value may stand, `in` and `notin` are such. */
  private peek(): Token {
    const token = this.raw();
    return token.kind === 'in' || token.kind === 'notin' ? { kind: 'identifier', text: token.text } : token;
  }
  private take(): Token {
    const token = this.peek();
    this.at++;
    return token;
  }

  private requirement(): Requirement {
    try {
      return this.oneRequirement();
    } catch (error) {
      throw error instanceof Refusal ? new Refusal(`unable to parse requirement: ${error.message}`) : error;
    }
  }
  private oneRequirement(): Requirement {
    const negated = this.peek().kind === 'not';
    if (negated) this.at++;
    const { kind, text: key } = this.take();
    if (kind !== 'identifier') throw refused(key, 'identifier');
    const complaints = qualifiedNameComplaints(key);
    if (complaints.length > 0) throw new Refusal(`<nil>: Invalid value: ${JSON.stringify(key)}: ${complaints.join('; ')}`);
    const next = this.peek().kind;
    if (negated) return { key, operator: 'DoesNotExist', values: [] };
    if (next === 'end' || next === 'comma') return { key, operator: 'Exists', values: [] };
    const sign = this.raw();
    this.at++;
    const operator = OPERATORS[sign.kind];
    if (operator === undefined) throw refused(sign.text, 'in, notin, =, ==, !=, gt, lt');
    const values = sign.kind === 'in' || sign.kind === 'notin' ? this.values() : [this.exactValue()];
    checkValues(key, operator, values);
    return sign.kind === 'equals' ? { key, operator, values, exact: true } : { key, operator, values };
  }

  private values(): readonly string[] {
    const open = this.take();
    if (open.kind !== 'open') throw new Refusal(`found '${open.text}' expected: '('`);
    const first = this.peek();
    if (first.kind === 'close') {
      this.at++;
      return [''];
    }
    if (first.kind !== 'identifier' && first.kind !== 'comma') throw refused(first.text, "',', ')' or identifier");
    const values = this.list();
    if (this.take().kind !== 'close') throw refused(first.text, "')'");
    return [...values].sort(byText);
  }
  /** Names between commas; where one is missing stands the empty name. */
  private list(): ReadonlySet<string> {
    const values = new Set<string>();
    for (;;) {
      const { kind, text } = this.take();
      const next = this.peek();
      if (kind === 'identifier') {
        values.add(text);
        if (next.kind === 'close') return values;
        if (next.kind !== 'comma') throw refused(next.text, "',' or ')'");
      } else if (kind === 'comma') {
        if (values.size === 0 || next.kind === 'close' || next.kind === 'comma') values.add('');
        if (next.kind === 'close') return values;
      } else throw refused(text, "',', or identifier");
    }
  }

  private exactValue(): string {
    const next = this.peek();
    if (next.kind === 'end' || next.kind === 'comma') return '';
    this.at++;
    if (next.kind !== 'identifier') throw refused(next.text, 'identifier');
    return next.text;
  }
}

function checkValues(key: string, operator: SelectorOperator, values: readonly string[]): void {
  const problems = operator === 'Gt' || operator === 'Lt'
    ? values.flatMap((value, at) => (/^[+-]?\d+$/.test(value) ? [] : [`values[${at}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`])) : [];
  for (const [at, value] of values.entries()) {
    const complaints = labelValueComplaints(value);
    if (complaints.length > 0) problems.push(`values[${at}][${key}]: Invalid value: ${JSON.stringify(value)}: ${complaints.join('; ')}`);
  }
  if (problems.length > 0) throw new Refusal(problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`);
}

export function parseSelector(text: string): Result<Selector, string> {
  try {
    return ok(new Parser(tokensOf(text)).parse());
  } catch (error) {
    if (error instanceof Refusal) return err(error.message);
    throw error;
  }
}
