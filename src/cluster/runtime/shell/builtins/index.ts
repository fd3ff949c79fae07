/** All the builtins of ash, by name. */
import type { Builtin } from '../memory.ts';
import { controlBuiltins } from './control.ts';
import { ioBuiltins } from './io.ts';
import { jobBuiltins } from './jobs.ts';
import { variableBuiltins } from './variables.ts';

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(Object.entries({ ...controlBuiltins, ...ioBuiltins, ...jobBuiltins, ...variableBuiltins }));
