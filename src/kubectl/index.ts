/** kubectl: arguments -> requests, waits and output. A run is a generator; drivers in the worker and in Node carry its calls out. */
export { runKubectl } from './run.ts';
export { drive } from './drive.ts';
export type { Driven, DriveOptions } from './drive.ts';
export { complete } from './complete.ts';
export type { Completion } from './complete.ts';
export { splitCommandLine } from './shell/split.ts';
export { runCommandLine } from './shell/index.ts';
export { fieldMeaning } from './explain/meaning.ts';
export { methodOf, requestUrl } from './request-url.ts';
