/** Every program by its name: what an image's files run. */
import { callerProgram } from './cri/calls.ts';
import { forwardProgram } from './cri/forward.ts';
import { redisCli } from './images/redis-cli.ts';
import type { Program } from './kernel/context.ts';
import { print } from './kernel/print.ts';
import { shellProgram } from './shell/index.ts';
import { execProgram, exitProgram } from './tools/tool.ts';
import { sleepProgram } from './tools/sleep.ts';
import { pauseProgram } from './images/pause.ts';
import { redisServer } from './images/redis.ts';
import { serverPrograms } from './images/servers.ts';
import { nginxProgram } from './images/nginx.ts';
import { nginxWorkerProgram } from './images/nginx-worker.ts';
import { catProgram, headProgram, teeProgram, yesProgram } from './tools/pump.ts';
import { tailProgram } from './tools/tail.ts';
import { awk } from './tools/awk-tool.ts';
import { archiveTools } from './tools/archive.ts';
import { tarTools } from './tools/tar.ts';
import { calcTools } from './tools/calc.ts';
import { compareTools } from './tools/compare.ts';
import { byteTools, ddProgram } from './tools/bytes.ts';
import { encodingTools } from './tools/encodings.ts';
import { sumTools } from './tools/sums.ts';
import { fileTools } from './tools/files.ts';
import { ownerTools } from './tools/owners.ts';
import { pathTools } from './tools/paths.ts';
import { date } from './tools/date.ts';
import { diskTools } from './tools/disks.ts';
import { grep } from './tools/grep.ts';
import { httpdProgram } from './tools/httpd.ts';
import { netTools } from './tools/net.ts';
import { ncProgram } from './tools/nc.ts';
import { pingProgram } from './tools/ping.ts';
import { wgetProgram } from './tools/wget.ts';
import { ls, statTool } from './tools/ls.ts';
import { runPrograms, runTools } from './tools/run.ts';
import { sed } from './tools/sed.ts';
import { systemTools } from './tools/system.ts';
import { columnTools } from './tools/columns.ts';
import { textTools } from './tools/text.ts';
import { APPLETS } from './tools/names.ts';
import { usage } from './tools/options.ts';
import { toolProgram } from './tools/tool.ts';
import type { Tool } from './tools/tool.ts';

const TOOLS: Readonly<Record<string, Tool>> = {
  ...textTools, ...columnTools, ...fileTools, ...ownerTools, ...pathTools, ...systemTools, ...diskTools, ...runTools, ...netTools, ...byteTools, ...encodingTools, ...sumTools,
  ...archiveTools, ...tarTools, ...calcTools, ...compareTools, awk, date, grep, egrep: grep, fgrep: grep, sed, ls, stat: statTool,
};
/** What xargs says of a command that it cannot run. */
const spawnError = (name: string) => (command: string, reason: string): string => (name === 'xargs' || name === 'find' ? `${name}: ${command}: ${reason}\n` : `${name}: can't execute '${command}': ${reason}\n`);

const ALL: readonly Program[] = [
  callerProgram,
  forwardProgram,
  execProgram,
  exitProgram,
  sleepProgram,
  pauseProgram,
  shellProgram('sh'),
  shellProgram('ash'),
  nginxProgram,
  nginxWorkerProgram,
  catProgram,
  // With no terminal to page for they only pass on.
  { ...catProgram, name: 'more' },
  { ...catProgram, name: 'less' },
  headProgram,
  tailProgram,
  teeProgram,
  yesProgram,
  httpdProgram,
  ddProgram,
  ncProgram,
  pingProgram,
  wgetProgram,
  ...runPrograms,
  ...serverPrograms,
  redisServer,
  redisCli,
  ...Object.entries(TOOLS).map(([name, tool]) => toolProgram(name, tool, spawnError(name))),
];
/** Every tool of busybox answers `--help`, but for those that print or judge whatever they are given. */
const HELPLESS = new Set(['echo', 'printf', 'test', '[', '[[', 'true', 'false', 'expr', 'kill', 'pwd', 'sh', 'ash', 'yes']);
const HELPFUL = new Set(APPLETS.filter((name) => !HELPLESS.has(name)));
const helping = (program: Program): Program => ({
  ...program,
  start: (k, p) => (p.argv[1] === '--help' ? null : program.start(k, p)),
  run: (k, p, steps) => {
    if (p.argv[1] !== '--help') return program.run(k, p, steps);
    usage({ rawError: (text) => void print(k, p, 2, text) }, `${program.name} [OPTION]... [ARG]...`);
    return { turn: 'exit', code: 0 };
  },
});
export const PROGRAMS: ReadonlyMap<string, Program> = new Map(ALL.map((program) => [program.name, HELPFUL.has(program.name) ? helping(program) : program]));
