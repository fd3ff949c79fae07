/** Orders that are the same on every machine: by code unit, never by locale. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
export const byKey = <T>(key: (item: T) => string) => (a: T, b: T): number => byText(key(a), key(b));
