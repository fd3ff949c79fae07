/** The built-in lessons as a map of files; only a bundler understands it, so only the worker's entry imports it. */
const texts = import.meta.glob<string>('../lessons/content/**/*', { query: '?raw', import: 'default', eager: true });

export const lessonFiles = (): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(texts).map(([path, text]) => [path.replace('../lessons/content/', ''), text]));
