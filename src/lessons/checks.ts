/** Checks: CEL expressions that give true or false. A missing key or field makes a check false; anything else wrong is an error of the lesson. */
import { CelScalar, celEnv, celFunc, celMethod, isCelError, isCelMap, parse, plan, type CelInput, type CelMap, type CelValue } from '@bufbuild/cel';
import { compareQuantities } from '../model/quantity.ts';
import { err, ok, type Result } from '../base/result.ts';
import { isBroke, meter, meteredFunctions, refill, spend, TOO_DEAR } from './budget.ts';
import { VARIABLES, type CheckSubject, subjectValues } from './subject.ts';

interface Program {
  readonly run: (bindings: Readonly<Record<string, CelInput>>) => ReturnType<ReturnType<typeof plan>>;
  /** The variables that it names. */
  readonly names: ReadonlySet<string>;
}
type Compiled = Result<Program, string>;

/** What the functions below ask; set for the time of one evaluation, which is synchronous. */
let asked: CheckSubject | null = null;
const subject = (): CheckSubject => {
  if (asked === null) throw new Error('a check is being evaluated without a cluster');
  return asked;
};

const { DYN, STRING, BOOL, INT } = CelScalar;
const text = (value: CelValue | undefined): string => (typeof value === 'string' ? value : '');

/** Whether an object's condition of that type is True. */
function hasCondition(object: CelValue, type: string): boolean {
  const status = isCelMap(object) ? object.get('status') : undefined;
  const conditions = isCelMap(status) ? status.get('conditions') : undefined;
  if (conditions === undefined || typeof conditions !== 'object' || conditions === null || !(Symbol.iterator in conditions)) return false;
  return [...(conditions as Iterable<CelValue>)].some(each => isCelMap(each) && text((each as CelMap).get('type')) === type && text((each as CelMap).get('status')) === 'True');
}

/** What an answer costs that the cluster has to work out. */
const WALK = 400;
const READ = 40;
function paid<T>(price: number, answer: T): T {
  spend(price);
  return answer;
}

const functions = [
  celFunc('is', [DYN, STRING], BOOL, hasCondition),
  celFunc('container', [STRING], DYN, name => subject().container(name) as CelInput),
  celFunc('endpoints', [STRING], DYN, name => subject().endpoints(name) as CelInput),
  celFunc('reach', [STRING, STRING], DYN, (from, to) => paid(WALK, subject().reach(from, to)) as CelInput),
  celFunc('file', [STRING, STRING], STRING, (where, path) => paid(READ, subject().file(where, path))),
  celFunc('logs', [STRING], STRING, name => paid(READ, subject().logs(name))),
  celFunc('events', [STRING], DYN, name => paid(READ, subject().events(name)) as CelInput),
  celFunc('deleted', [STRING], INT, name => paid(WALK, BigInt(subject().deleted(name)))),
  celFunc('tally', [STRING, STRING], DYN, (app, label) => paid(READ, subject().tally(app, label)) as CelInput),
  celFunc('rollouts', [STRING], DYN, name => paid(WALK, subject().rollouts(name)) as CelInput),
  celFunc('lost', [STRING, INT], INT, (from, instant) => paid(WALK, BigInt(subject().lost(from, Number(instant))))),
  // Kubernetes' own CEL functions for quantities, as far as checks need them.
  celFunc('quantity', [STRING], DYN, amount => ({ quantity: amount })),
  celMethod('isGreaterThan', DYN, [DYN], BOOL, function (other) { return compare(this, other) > 0; }),
  celMethod('isLessThan', DYN, [DYN], BOOL, function (other) { return compare(this, other) < 0; }),
  celMethod('compareTo', DYN, [DYN], INT, function (other) { return BigInt(compare(this, other)); }),
];
const amountOf = (value: CelValue): string => (isCelMap(value) ? text(value.get('quantity')) : '');
const compare = (a: CelValue, b: CelValue): number => compareQuantities(amountOf(a), amountOf(b));

const environment = celEnv({ funcs: [...functions, ...meteredFunctions] });
const KNOWN_FUNCTIONS = new Set([
  ...functions.map(({ name }) => name),
  'size', 'contains', 'startsWith', 'endsWith', 'matches', 'int', 'uint', 'double', 'string', 'bool', 'dyn', 'type', 'duration', 'timestamp', 'bytes', 'in', 'getSeconds',
]);

const compiled = new Map<string, Compiled>();
/** Limits: a check is a sentence, not a program. */
const LONGEST = 2_000;

function compile(check: string): Compiled {
  const known = compiled.get(check);
  if (known !== undefined) return known;
  const made = compileFresh(check);
  compiled.set(check, made);
  return made;
}

function compileFresh(check: string): Compiled {
  if (check.length > LONGEST) return err(`a check has at most ${LONGEST} characters`);
  try {
    const parsed = parse(check);
    const stranger = strangers(parsed.expr, new Set(VARIABLES));
    if (stranger !== null) return err(stranger);
    meter(parsed.expr);
    return ok({ run: plan(environment, parsed) as Program['run'], names: new Set(check.match(/\b[a-z]+\b/g)) });
  } catch (error) {
    return err((error as Error).message.replace(/^<input>:/, ''));
  }
}

/** The first name in an expression that is neither a variable, a function nor bound by a macro. */
function strangers(node: unknown, names: ReadonlySet<string>): string | null {
  if (typeof node !== 'object' || node === null) return null;
  if (Array.isArray(node)) return node.reduce<string | null>((found, each) => found ?? strangers(each, names), null);
  const { $typeName, ...fields } = node as { $typeName?: string; [field: string]: unknown };
  const inner = $typeName?.endsWith('.Expr.Comprehension') ? new Set([...names, String(fields['iterVar']), String(fields['iterVar2']), String(fields['accuVar'])]) : names;
  if ($typeName?.endsWith('.Expr.Ident')) return inner.has(String(fields['name'])) ? null : `there is no variable \`${String(fields['name'])}\``;
  const called = $typeName?.endsWith('.Expr.Call') ? String(fields['function']) : '';
  if (/^[a-z]\w*$/i.test(called) && !KNOWN_FUNCTIONS.has(called)) return `there is no function \`${called}\``;
  return Object.values(fields).reduce<string | null>((found, each) => found ?? strangers(each, inner), null);
}

/** What is wrong with a check as it is written, or null. */
export function checkSyntax(check: string): string | null {
  const made = compile(check);
  return made.ok ? null : made.error;
}

/** Something is not there: that makes a check false. The library tells it by its words. */
const MISSING = /^(field not found|index -?\d+ out of bounds)/;

/** Whether a check holds for a cluster as it is now. */
export function evaluate(check: string, about: CheckSubject): Result<boolean, string> {
  const made = compile(check);
  if (!made.ok) return made;
  const before = asked;
  asked = about;
  refill();
  try {
    const result = made.value.run(subjectValues(about, made.value.names) as Readonly<Record<string, CelInput>>);
    if (isBroke()) return err(TOO_DEAR);
    if (isCelError(result)) return MISSING.test(result.message) ? ok(false) : err(result.message);
    return typeof result === 'boolean' ? ok(result) : err('a check gives true or false');
  } catch (error) {
    return err((error as Error).message);
  } finally {
    asked = before;
  }
}
