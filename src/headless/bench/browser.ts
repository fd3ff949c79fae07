/** Figures of the built page in a real browser. */
export async function browserFigures(): Promise<readonly (readonly [string, number, string, string])[]> {
  return [];
}
