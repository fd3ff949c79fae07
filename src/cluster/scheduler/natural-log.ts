/** The one logarithm that scoring needs, as a series of its own: Math.log differs between engines in the last digit. */
const LN2 = 0.6931471805599453;

/** The natural logarithm of a positive number, from ln(m) = 2 artanh((m - 1) / (m + 1)) with m in [0.75, 1.5). */
export function naturalLog(value: number): number {
  let mantissa = value;
  let halvings = 0;
  while (mantissa >= 1.5) {
    mantissa /= 2;
    halvings++;
  }
  while (mantissa < 0.75) {
    mantissa *= 2;
    halvings--;
  }
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let power = ratio;
  let sum = 0;
  for (let n = 1; n < 40; n += 2) {
    sum += power / n;
    power *= square;
  }
  return halvings * LN2 + 2 * sum;
}
