/** Rules of ash and of busybox' tools that the recordings do not show; what is expected is what busybox 1.36.1 itself answers. */
import { expect, test } from 'vitest';
import { runShell } from './shell.ts';

const manifests = [{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'box' }, spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', '3600'] }] } }];
const cases: readonly { readonly name: string; readonly script: string; readonly exitCode: number; readonly stdout: string; readonly stderr: string }[] = [
  { name: 'arithmetic works out what && does not take', script: "echo $((0&&(x=1))) $x; echo $((1||(x=2))) $x", exitCode: 0, stdout: "0 1\n1 2\n", stderr: "" },
  { name: 'a number that 64 bits do not hold is 0', script: "echo $((18446744073709551615)) $((18446744073709551616))", exitCode: 0, stdout: "-1 0\n", stderr: "" },
  { name: 'two signs after a number are an operator and a sign', script: "echo $((1--1)) $((1++1))", exitCode: 0, stdout: "2 2\n", stderr: "" },
  { name: '?: takes neither an assignment nor another ?: in its middle', script: "echo $((0?2:0?3:4)); echo $((1?0?4:5:6)); echo after", exitCode: 2, stdout: "4\n", stderr: "sh: malformed ?: operator\n" },
  { name: 'nothing is assigned where the expression is wrong', script: "let \"x=1 y=2\"; echo \"$? [$x]\"", exitCode: 0, stdout: "2 []\n", stderr: "sh: let: line 0: arithmetic syntax error\n" },
  { name: '-e does not reach into a command substitution', script: "set -e; x=$(false; echo on); echo \"$x\"", exitCode: 0, stdout: "on\n", stderr: "" },
  {
    name: 'the ERR trap tells of failures outside functions and conditions', script: "trap 'echo err $?' ERR; false; (exit 3); false || true; f() { false; echo in; }; f",
    exitCode: 0, stdout: "err 1\nerr 3\nin\n", stderr: "",
  },
  { name: 'break leaves the loop of a function\'s caller', script: "f() { break; }; for i in 1 2; do f; echo $i; done; echo end", exitCode: 0, stdout: "end\n", stderr: "" },
  { name: 'break in a subshell of a loop ends the subshell', script: "for i in 1 2; do (break; echo in); echo $i; done", exitCode: 0, stdout: "1\n2\n", stderr: "" },
  { name: 'local without a value hides the variable of before', script: "f() { local a b=2; echo \"[$a][$b]\"; }; a=x b=y; f; echo $a $b", exitCode: 0, stdout: "[][2]\nx y\n", stderr: "" },
  { name: 'FUNCNAME is the function that runs', script: "f() { echo $FUNCNAME; }; f; echo \"[$FUNCNAME]\"", exitCode: 0, stdout: "f\n[]\n", stderr: "" },
  { name: 'an assignment sees those before it', script: "x=1 y=$x; echo $y; a=2 b=$a sh -c 'echo $a $b'", exitCode: 0, stdout: "1\n2 2\n", stderr: "" },
  { name: 'a slash first in a replacement belongs to the pattern', script: "x=a/b/c; echo ${x////-} ${x//\\//+}", exitCode: 0, stdout: "a-b-c a+b+c\n", stderr: "" },
  { name: '${#x} counts characters, not bytes', script: "x=äö; echo ${#x}; set -- a b c; echo ${#@} $#", exitCode: 0, stdout: "2\n5 3\n", stderr: "" },
  { name: 'a parameter without a name cannot be given a default', script: "echo ${1:=x}; echo after", exitCode: 2, stdout: "", stderr: "sh: 1: bad variable name\n" },
  { name: '[[ knows regular expressions', script: "[[ abc =~ ^a.c$ ]] && echo yes; [[ abc =~ z ]] || echo no", exitCode: 0, stdout: "yes\nno\n", stderr: "" },
  { name: 'a number too large for test is said to be', script: "[ 99999999999999999999 -eq 1 ]; echo $?", exitCode: 0, stdout: "2\n", stderr: "sh: 99999999999999999999: out of range\n" },
  {
    name: 'jobs lists the newest first and tells of an end once',
    script: "sleep 5 & sleep 6 | cat & jobs; kill $!; sleep 5 & kill $!; wait $! 2>/dev/null; jobs %3; jobs %3", exitCode: 2,
    stdout: "[2]+  Running                     | \n[1]-  Running                    \n[3]+  Terminated                 \n", stderr: "sh: jobs: line 0: %3: no such job\n",
  },
  { name: 'wait -n without a job says 127', script: "wait -n; echo $?; sleep 0.1 & wait -n; echo $?", exitCode: 0, stdout: "127\n0\n", stderr: "" },
  { name: 'an alias that ends in a blank lets the next word be one', script: "alias e='echo '\nalias w=world\ne w", exitCode: 0, stdout: "world\n", stderr: "" },
  { name: 'type with an option is as terse as command -v', script: "type -a ls; type -p nosuch; echo $?", exitCode: 0, stdout: "/bin/ls\n127\n", stderr: "" },
  { name: 'hash lists what was found along PATH', script: "hash; ls -d /; hash; hash -r; hash", exitCode: 0, stdout: "/\n/bin/ls\n", stderr: "" },
  {
    name: 'read into a read-only variable fails, and the script goes on', script: "readonly x=1; read x < /etc/hostname; echo \"after $?\"", exitCode: 0,
    stdout: "after 2\n", stderr: "sh: read: line 0: x: is read only\n",
  },
  { name: 'umask takes symbolic modes', script: "umask u=rwx,g=rx,o=; umask; umask a+w; umask; umask -S", exitCode: 0, stdout: "0027\n0005\nu=rwx,g=rwx,o=w\n", stderr: "" },
  {
    name: 'printf refuses numbers with more behind them', script: "printf \"%d|\" 12abc; echo $?; printf \"%d|\" 1.5; echo $?", exitCode: 0, stdout: "0|1\n0|1\n",
    stderr: "sh: invalid number '12abc'\nsh: invalid number '1.5'\n",
  },
  { name: 'printf rounds what is in the middle to the even digit', script: "printf \"%.0f %.0f %.1f %.2e\\n\" 0.5 2.5 0.25 1.125", exitCode: 0, stdout: "0 2 0.2 1.12e+00\n", stderr: "" },
  { name: 'a descriptor may have more than one digit', script: "echo x 99>/tmp/f; ls /tmp; exec 12>/tmp/g; echo y >&12; cat /tmp/g", exitCode: 0, stdout: "x\nf\ny\n", stderr: "" },
  { name: 'a here-document joins lines at a backslash', script: "cat <<E\none\\\ntwo\nE", exitCode: 0, stdout: "onetwo\n", stderr: "" },
  {
    name: 'a redirection that fails is 2 for a subshell, 1 elsewhere', script: "( echo a ) > /nope/x; echo $?; { echo a; } > /nope/x; echo $?", exitCode: 0,
    stdout: "2\n1\n", stderr: "sh: can't create /nope/x: nonexistent directory\nsh: can't create /nope/x: nonexistent directory\n",
  },
  { name: 'the word that a script\'s end lacks is named', script: "if true; then", exitCode: 2, stdout: "", stderr: "sh: syntax error: unexpected end of file (expecting \"fi\")\n" },
  { name: '-x quotes keywords, too', script: "set -x; echo in % ^", exitCode: 0, stdout: "in % ^\n", stderr: "+ echo 'in' '%' ^\n" },
  { name: 'set - takes -x and -v back', script: "set -x; set -; echo quiet", exitCode: 0, stdout: "quiet\n", stderr: "+ set -\n" },
  { name: 'cut reads from character 1 where 0 is asked for', script: "echo abc | cut -c0; echo abc | cut -c x; echo a:b | cut -d:: -f1", exitCode: 0, stdout: "a\na\n", stderr: "cut: invalid number 'x'\n" },
  { name: 'paste - - joins lines in pairs', script: "printf \"a\\nb\\nc\\n\" | paste - -", exitCode: 0, stdout: "a\tb\nc\t", stderr: "" },
  { name: 'fold and rev work on characters', script: "echo äb | rev; echo aäb | fold -w 2; printf \"äb\\n\" | wc -m", exitCode: 0, stdout: "bä\naä\nb\n3\n", stderr: "" },
  { name: 'expand and unexpand take a width', script: "printf \"\\ta\\tb\\n\" | expand -t 2; printf \"        x\\n\" | unexpand", exitCode: 0, stdout: "  a b\n\tx\n", stderr: "" },
  { name: 'seq counts up by adding', script: "seq 0.1 0.1 0.3; seq 1.5; seq 1e2 101", exitCode: 0, stdout: "0.1\n0.2\n1\n100\n101\n", stderr: "" },
  { name: 'sort -c names the line, sort -m merges', script: "printf \"a\\nc\\nb\\n\" | sort -c; echo $?; printf \"b\\na\\n\" > /tmp/f; sort -m /tmp/f", exitCode: 0, stdout: "1\na\nb\n", stderr: "Check line 2\n" },
  { name: 'grep -L fails where no file lacks a match', script: "echo a > /tmp/f; grep -L a /tmp/f; echo $?; grep -L b /tmp/f; echo $?", exitCode: 0, stdout: "1\n/tmp/f\n0\n", stderr: "" },
  { name: 'sed -i keeps a copy under a suffix', script: "cd /tmp; echo x > f; sed -i.bak s/x/y/ f; cat f f.bak", exitCode: 0, stdout: "y\nx\n", stderr: "" },
  { name: 'awk takes powers from the left', script: "awk \"BEGIN{print 2^3^2, -2^2}\"", exitCode: 0, stdout: "64 -4\n", stderr: "" },
  {
    name: 'find compares sizes in bytes and takes symbolic modes',
    script: "cd /tmp; mkdir d; printf 12 > d/f; : > d/e; find d -type f -size -1k | sort; find d -perm -u+w | wc -l; find d -user nosuch", exitCode: 1,
    stdout: "d/e\nd/f\n3\n", stderr: "find: unknown user nosuch\n",
  },
  { name: 'cp says where it would copy into itself', script: "cd /tmp; mkdir a; cp -r a a/b; echo $?", exitCode: 0, stdout: "1\n", stderr: "cp: recursion detected, omitting directory 'a/b'\n" },
  { name: 'mv and rm ask before they act', script: "cd /tmp; touch a b; echo n | mv -i a b; echo y | rm -i a; ls", exitCode: 0, stdout: "b\n", stderr: "mv: overwrite 'b'? rm: remove 'a'? " },
  { name: 'dd says how much it copied', script: "printf abcdef | dd bs=4 2>&1 | head -2; dd bs=x; echo $?", exitCode: 0, stdout: "abcdef1+1 records in\n1+1 records out\n1\n", stderr: "dd: invalid number 'x'\n" },
];
for (const { name, script, ...answer } of cases) test(name, () => expect(runShell({ manifests, pod: 'box', container: 'main', script })).toEqual(answer));
