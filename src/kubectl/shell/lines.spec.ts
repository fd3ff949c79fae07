/** The small shell around kubectl: how a line is taken apart, what its tools do, and where it stops. */
import { describe, expect, test } from 'vitest';
import { createSimulation } from '../../cluster/engine/index.ts';
import { recordingCluster } from '../../cluster/engine/presets.ts';
import { drive } from '../drive.ts';
import { runCommandLine } from './index.ts';

const simulation = createSimulation(recordingCluster([]));
function sh(line: string, files: ReadonlyMap<string, string> = new Map()): { readonly exitCode: number; readonly stdout: string; readonly stderr: string; readonly files: ReadonlyMap<string, string> } {
  const own = new Map(files);
  const { exitCode, stdout, stderr } = drive(simulation, runCommandLine(line, { interactive: false }), { files: own, maxMs: 5_000 });
  return { exitCode, stdout, stderr, files: own };
}
const PODS = 'NAME   READY\nweb    1/1\ndb     0/1\nWEB2   1/1\n';

describe('a line', () => {
  const cases: readonly (readonly [line: string, stdout: string, exitCode: number])[] = [
    ['echo one; echo two', 'one\ntwo\n', 0],
    ['cat missing && echo reached', '', 1],
    ['cat missing || echo instead', 'instead\n', 0],
    ['cat pods | grep web | wc -l', '1\n', 0],
    ['cat pods | grep nothing', '', 1],
    ['grep -ci WEB < pods', '2\n', 0],
    ['cat missing 2>&1 | wc -l', '1\n', 0],
    ['echo "a | b" # a remark', 'a | b\n', 0],
    ["echo 'it''s' \\; done", 'its ; done\n', 0],
    ['sort <<EOF\nb\na\nEOF', 'a\nb\n', 0],
    ['for i in 1 2 3; do echo web-$i; done', 'web-1\nweb-2\nweb-3\n', 0],
    ['for i in $(seq 1 2)\ndo\n  echo $i\ndone | wc -l', '2\n', 0],
    ['for f in a b; do for g in c d; do echo $f$g; break 2; done; done', 'ac\n', 0],
    ['for i in 1 2 3; do if [ $i -eq 2 ]; then continue; fi; echo $i; done', '1\n3\n', 0],
    ['cat pods | while read name ready; do echo "$ready of $name"; done', 'READY of NAME\n1/1 of web\n0/1 of db\n1/1 of WEB2\n', 0],
    ['while read line; do echo $line; break; done < pods', 'NAME READY\n', 0],
    ['until test -s pods; do sleep 1; done; echo there', 'there\n', 0],
    ['if [ -z "" -a 1 -lt 2 ]; then echo yes; else echo no; fi', 'yes\n', 0],
    ['if false; then echo a; elif [ x != y ]; then echo b; fi', 'b\n', 0],
    ['[ 1 -gt 2 ] && echo more || echo less', 'less\n', 0],
    ['if ! test -f nothing; then echo none; fi', 'none\n', 0],
    ['echo a\necho b', 'a\nb\n', 0],
    ['exit 3; echo never', '', 3],
    ['rm pods && cat pods || echo gone', 'gone\n', 0],
    ['rm -f nothing', '', 0],
    ['rm nothing', '', 1],
    ['for i in 1 2; do echo $i; done > out; cat out', '1\n2\n', 0],
  ];
  test.each(cases)('%s', (line, stdout, exitCode) => expect([sh(line, new Map([['pods', PODS]])).stdout, sh(line, new Map([['pods', PODS]])).exitCode]).toEqual([stdout, exitCode]));

  const wrong: readonly (readonly [line: string, stderr: string])[] = [
    ["echo 'open", "sh: unexpected EOF while looking for matching `''\n"],
    ['echo "open', 'sh: unexpected EOF while looking for matching `"\'\n'],
    ['| grep web', 'sh: syntax error: unexpected "|"\n'],
    ['echo a |', 'sh: syntax error: unexpected end of file\n'],
    ['echo a >', 'sh: syntax error: unexpected newline\n'],
    ['for i in 1 2; do echo $i', 'sh: syntax error: unexpected end of file\n'],
    ['for 1 in a; do echo; done', 'sh: syntax error: bad for loop variable\n'],
    ['done', 'sh: syntax error: unexpected "done"\n'],
    ['if true; fi', 'sh: syntax error: unexpected "fi"\n'],
    ['while true; do done', 'sh: syntax error: unexpected "done"\n'],
    ['echo a > | cat', 'sh: syntax error: unexpected "|"\n'],
    ['sleep 5 &', 'sh: jobs in the background are not part of this sandbox; open a second terminal\n'],
    [`echo ${'x'.repeat(300_000)}`, 'sh: this line has 300005 characters; at most 262144 are read. Put a long manifest into a file.\n'],
  ];
  test.each(wrong.map(([line, stderr]) => [line.slice(0, 30), line, stderr] as const))('that is broken runs nothing: %s', (_, line, stderr) => {
    expect(sh(line)).toMatchObject({ exitCode: 2, stdout: '', stderr });
  });
});

describe('output', () => {
  test('goes into a file, in the place of what it held, or after it', () => {
    expect(sh('echo one > log; echo two > log; echo three >> log').files.get('log')).toBe('two\nthree\n');
  });
  test('of errors can be thrown away, and so can all of it', () => {
    expect(sh('cat missing 2> /dev/null')).toMatchObject({ stdout: '', stderr: '' });
    expect([...sh('echo one > /dev/null').files.keys()]).toEqual([]);
  });
  test('that waits for the next command is bounded', () => {
    const { stderr, stdout } = sh('cat large large large | wc -c', new Map([['large', 'x'.repeat(3 * 1024 * 1024)]]));
    expect(stderr).toBe('sh: more than 8 MB of output; the rest is dropped\n');
    expect(stdout).toBe('0\n');
  });
});

describe('a tool', () => {
  const cases: readonly (readonly [line: string, stdout: string])[] = [
    ['head -n 2 pods', 'NAME   READY\nweb    1/1\n'], ['head -1 pods', 'NAME   READY\n'], ['head -c 4 pods', 'NAME'], ['tail -n1 pods', 'WEB2   1/1\n'],
    ['grep -v 1/1 pods', 'NAME   READY\ndb     0/1\n'], ['grep -n web pods', '2:web    1/1\n'], ['grep -w web pods', 'web    1/1\n'],
    ["grep 'w.b' pods", 'web    1/1\n'], ["grep -F 'w.b' pods", ''], ["grep -E 'web|db' pods", 'web    1/1\ndb     0/1\n'], ["grep 'web\\|db' pods", 'web    1/1\ndb     0/1\n'],
    ['sort -k2 pods', 'db     0/1\nWEB2   1/1\nweb    1/1\nNAME   READY\n'], ['sort -r pods', 'web    1/1\ndb     0/1\nWEB2   1/1\nNAME   READY\n'],
    ['wc pods', '        4         8        46\n'], ['echo -n one', 'one'],
  ];
  test.each(cases)('%s', (line, stdout) => expect(sh(line, new Map([['pods', PODS]])).stdout).toBe(stdout));
  test('counts what stands in a row', () => expect(sh('uniq -c runs', new Map([['runs', 'a\na\nb\na\n']])).stdout).toBe('      2 a\n      1 b\n      1 a\n'));
  test('says in one line what it cannot do', () => {
    expect(sh("grep '[' pods", new Map([['pods', PODS]]))).toMatchObject({ exitCode: 2, stderr: 'grep: bad pattern "["\n' });
    expect(sh('sleep soon')).toMatchObject({ exitCode: 1, stderr: "sleep: invalid number 'soon'\n" });
    expect(sh('ls nowhere')).toMatchObject({ exitCode: 1, stderr: 'ls: nowhere: No such file or directory\n' });
    expect(sh('curl web').exitCode).toBe(127);
  });
});
