/** What a check may cost: every turn of a loop, and every step through a large value, is paid from a budget, so that no check runs for ever. */
import { CelScalar, celEnv, celFunc, celListConcat, isCelList, isCelMap, listType, parse, plan, type CelFunc, type CelInput, type CelValue } from '@bufbuild/cel';

/** Turns of loops; the dearest check of the course takes a hundredth of it. */
const BUDGET = 100_000;
const LONGEST_TEXT = 100_000;
const LONGEST_LIST = 20_000;
const TICK = '@tick';
const RANGE = '@range';
export const TOO_DEAR = 'this check takes too long: it goes through too many things';

let left = 0;
let broke = false;
/** Begins one evaluation. */
export function refill(): void {
  left = BUDGET;
  broke = false;
}
/** Whether the evaluation has cost more than it may: its result then counts for nothing. */
export const isBroke = (): boolean => broke;
export function spend(price: number): void {
  left -= price;
  if (left >= 0) return;
  broke = true;
  throw new Error(TOO_DEAR);
}

const { DYN, BOOL, STRING, BYTES } = CelScalar;
const LIST = listType(DYN);
const isPlain = (value: CelValue): boolean => typeof value === 'string' || typeof value === 'bigint' || typeof value === 'boolean' || typeof value === 'number';

/** Goes through a value as a comparison would, and pays for each part of it: parts that are shared are compared again and again. */
function weigh(value: CelValue): void {
  spend(1);
  if (isCelList(value)) for (const each of value) weigh(each as CelValue);
  else if (isCelMap(value)) for (const each of value.values()) weigh(each as CelValue);
}
const compared = plan(celEnv(), parse('a == b'));
function same(a: CelValue, b: CelValue): boolean {
  if (typeof a === typeof b && isPlain(a)) return a === b;
  if (!isPlain(a) && !isPlain(b)) {
    weigh(a);
    weigh(b);
  }
  return compared({ a: a as CelInput, b: b as CelInput }) === true;
}
function bounded<T extends { readonly length: number }>(joined: T): T {
  spend(joined.length / 100);
  if (joined.length > LONGEST_TEXT) throw new Error(TOO_DEAR);
  return joined;
}

/** CEL's own operators where one application can cost much, each paying its price. */
export const meteredFunctions: readonly CelFunc[] = [
  celFunc(TICK, [], BOOL, () => {
    spend(1);
    return true;
  }),
  // A loop takes hold of its whole range before its first turn.
  celFunc(RANGE, [DYN], DYN, range => {
    if (isCelList(range) || isCelMap(range)) spend(range.size / 20);
    return range as CelInput;
  }),
  celFunc('_==_', [DYN, DYN], BOOL, same),
  celFunc('_!=_', [DYN, DYN], BOOL, (a, b) => !same(a, b)),
  celFunc('@in', [DYN, LIST], BOOL, (value, list) => {
    for (const each of list) {
      spend(1);
      if (same(each as CelValue, value)) return true;
    }
    return false;
  }),
  celFunc('_+_', [STRING, STRING], STRING, (a, b) => bounded(a + b)),
  celFunc('_+_', [BYTES, BYTES], BYTES, (a, b) => bounded(new Uint8Array([...a, ...b]))),
  celFunc('_+_', [LIST, LIST], LIST, (a, b) => {
    spend(1);
    if (a.size + b.size > LONGEST_LIST) throw new Error(TOO_DEAR);
    return celListConcat(a, b);
  }),
];

/** Makes every loop of a parsed check pay for each of its turns. The tree is the parser's own, and is changed in place. */
export function meter(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) return node.forEach(meter);
  const fields = node as { $typeName?: string; [field: string]: unknown };
  for (const each of Object.values(fields)) meter(each);
  if (fields.$typeName?.endsWith('.Expr.Comprehension') !== true) return;
  const call = (name: string, args: readonly unknown[]): unknown => ({ $typeName: 'cel.expr.Expr', id: 0n, exprKind: { case: 'callExpr', value: { $typeName: 'cel.expr.Expr.Call', function: name, args } } });
  fields['iterRange'] = call(RANGE, [fields['iterRange']]);
  fields['loopCondition'] = call('_&&_', [call(TICK, []), fields['loopCondition']]);
}
