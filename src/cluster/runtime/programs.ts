/** Every program by its name: what an image's files run. */
import { callerProgram, forwardProgram } from './cri/calls.ts';
import type { Program } from './kernel/context.ts';
import { shellProgram } from './shell/index.ts';
import { execProgram, exitProgram } from './tools/tool.ts';
import { sleepProgram } from './tools/sleep.ts';
import { pauseProgram } from './images/pause.ts';

const ALL: readonly Program[] = [callerProgram, forwardProgram, execProgram, exitProgram, sleepProgram, pauseProgram, shellProgram('sh'), shellProgram('ash')];
export const PROGRAMS: ReadonlyMap<string, Program> = new Map(ALL.map((program) => [program.name, program]));
