/** Expected values are what busybox 1.36.1 prints. */
import { expect, test } from 'vitest';
import { Lab } from '../../../testing/lab.ts';
import { compile } from './regex.ts';

const lab = new Lab('node-1');
lab.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'box' }, spec: { containers: [{ name: 'main', image: 'busybox:1.36', command: ['sleep', '3600'] }] } });
lab.run(3);

test.each([
  ['sed refers back to a group', "echo aa bb ab | sed -E 's/(.)\\1/<&>/g'", '<aa> <bb> ab\n'],
  ['grep refers back to a group', "printf 'aa\\nab\\nxyzxyz\\n' | grep -E '^(...)\\1$'", 'xyzxyz\n'],
  ['of the ways to refer back the longest counts', "echo abcabcabc | sed -E 's/(abc)\\1*/[\\1]/'; echo aaaa | grep -oE '(a|aa)\\1'", '[abc]\naaaa\n'],
  ['a reference in a repeated group means its last round', "echo aabb | sed -E 's/((.)\\2)((.)\\4)/\\3\\1/'; printf 'abcddcba\\nlevel\\n' | grep -E '^(.)(.).\\2\\1$'", 'bbaa\nlevel\n'],
  ['a reference to no group is refused', "echo x | sed 's/\\(x\\)\\2/y/'; echo $?", "1\nsed: bad regex '\\(x\\)\\2': Invalid back reference\n"],
  ['find goes on with what is left while its commands remove it', 'mkdir -p /tmp/f/a; cd /tmp/f; touch 1 2 3 a/4; find . -type f -exec rm {} \\; ; find . | sort', '.\n./a\n'],
  ['find says what came after its command also where that took the file away', 'mkdir -p /tmp/g; cd /tmp/g; touch 1 2; find . -type f -exec rm {} \\; -print | sort', './1\n./2\n'],
  ['find knows no type x', 'find / -maxdepth 0 -type x; echo $?', "1\nfind: invalid argument 'x' to '-type'\n"],
  ['echo takes octal digits with a zero before them or without, and -E takes no -e back', "echo -e '\\102\\0103'; echo -neE 'z\\n'", 'BC\nz\n'],
  ['local - keeps the options of the caller', 'f() { local -; set -f; }; f; echo $-', 'c\n'],
  ['diff joins hunks that are six lines apart', "cd /tmp; seq 9 > x; sed -e 's/2/B/' -e '$d' x > y; diff x y | sed -n 3p", '@@ -1,9 +1,8 @@\n'],
  ['diff -i passes over case', "cd /tmp; printf 'a\\nb\\n' > x; printf 'A\\nc\\n' > y; diff -i x y | tail -n +4", ' a\n-b\n+c\n'],
  ['sort -u keeps of like lines the one that sorts first', "printf '1\\n01\\n' | sort -nu", '01\n'],
  ['base64 -d passes over what is no digit', "echo '!!' | base64 -d; echo $?; echo 'aGVs bG8K' | base64 -d", '0\nhello\n'],
  [
    'sums, base32 and uuencode', 'echo hello > /tmp/h; cd /tmp; sum h; crc32 h; base32 h; uuencode h x; uuencode -m h x | uudecode -o -',
    '36979     1 \n363a3020 h\nNBSWY3DPBI======\nbegin 644 x\n&:&5L;&\\*\n`\nend\nhello\n',
  ],
  ['awk counts the arguments of its functions', "awk 'BEGIN{print substr(\"x\")}'; echo $?", '1\nawk: cmd. line:1: Too few arguments\n'],
  ['time tells of a failure', 'time false 2>&1 | head -1', 'Command exited with non-zero status 1\n'],
  ['tail wants a number', 'tail -n x /etc/passwd; echo $?', "1\ntail: invalid number 'x'\n"],
  [
    'tar leaves out what it is told to, and shows owners and targets',
    "mkdir -p /tmp/t/d/e; cd /tmp/t; echo a > d/a; echo c > d/e/c.log; ln -s a d/l; touch -d '2024-01-01 00:00:00' d/a; tar cf x.tar --exclude='*.log' d; tar tf x.tar | sort; tar tvf x.tar d/a; tar tvf x.tar | grep -o 'd/l.*'",
    'd/\nd/a\nd/e/\nd/l\n-rw-r--r-- root/root         2 2024-01-01 00:00:00 d/a\nd/l -> a\n',
  ],
  [
    'tar keeps long names, takes lists of names, strips parts of paths and keeps old files',
    'mkdir -p /tmp/u/d/e /tmp/u/x; cd /tmp/u; n=$(printf "x%.0s" $(seq 1 120)); echo a > d/e/$n; echo d/e > list; tar cf x.tar -T list; tar xf x.tar -C x --strip-components=2; ls x | wc -c; tar xkf x.tar | wc -c; tar cf y.tar ../u/list; tar tf y.tar; tar c list | wc -c',
    "121\n0\nlist\n2048\ntar: can't open 'd/e/NAME': File exists\ntar: removing leading '../' from member names\n".replace('NAME', 'x'.repeat(120)).replace('\nlist', '\nu/list'),
  ],
  ['cp -v tells of a folder after what is in it', "mkdir -p /tmp/c/a; cd /tmp/c; echo x > a/f; cp -rv a c", "'a/f' -> 'c/f'\n'a' -> 'c'\n"],
  ['touch marks a link itself where told, and cat knows its options', "mkdir /tmp/own; cd /tmp/own; ln -s x l; touch -h -d '2024-01-01 00:00:00' l; ls -l --full-time l | cut -c 40-; touch -r nope x; echo $?; cat -E x; echo $?", "   1 2024-01-01 00:00:00 +0000 l -> x\n1\n1\ntouch: can't stat 'nope': No such file or directory\ncat: invalid option -- 'E'\n"],
  ['dd knows no letters to convert', 'echo abc | dd conv=ucase; echo $?', "1\ndd: invalid argument 'ucase' to 'conv'\n"],
  ['the sticky bit is nobody’s own', "cd /tmp; touch s; chmod o+t s; ls -l s | cut -c1-10; chmod +t s; ls -l s | cut -c1-10", '-rw-r--r--\n-rw-r--r-T\n'],
  [
    'date goes by the clocks that TZ names',
    "TZ=CET-1CEST,M3.5.0,M10.5.0/3 date -d @1711846800; TZ=EST5EDT date -d @0; TZ=IST-5:30 date -d @0 -Iseconds; TZ=EST5 date -d '2024-01-01 00:00:00' +%s; TZ=Europe/Berlin date -d @0",
    'Sun Mar 31 03:00:00 CEST 2024\nWed Dec 31 19:00:00 EST 1969\n1970-01-01T05:30:00+05:30\n1704085200\nThu Jan  1 00:00:00 Europe 1970\n',
  ],
  ['awk cuts and pads a record where NF is set', "echo a:b:c | awk -F: '{NF=2; print; NF=4; $4=\"z\"; print}'", 'a b\na b  z\n'],
  ['awk reads hexadecimal texts as numbers, and leaves a newline that does not separate', "awk 'BEGIN{print \"0x1A\"+0}'; echo 'a;b' | awk -v RS=';' '{print \"[\"$0\"]\"}'", '26\n[a]\n[b\n]\n'],
  ['a subshell in the background is one process, and takes a signal itself', "(trap 'echo told; exit 3' TERM; sleep 5 & wait) & sleep 0.2; kill $!; wait $!; echo $?", 'told\n3\n'],
  ['ls -F does not follow links that it is given, and puts folders first when told', "mkdir -p /tmp/l/d; cd /tmp/l; touch a; ln -s d k; ls -F k; ls --group-directories-first", 'k@\nd\na\nk\n'],
  ['date reads a form that it is given', "date -u -D '%b %d %Y' -d 'Mar 04 2024' +%F; date x; echo $?", "2024-03-04\n1\ndate: invalid date 'x'\n"],
  ['awk goes through an array as its hash table lies', 'seq 1 12 | awk \'{n[$1]++}END{for(k in n)printf "%s ",k}\'', '10 11 12 1 2 3 4 5 6 7 8 9 '],
  ['awk stops at a file that it cannot read', "cd /tmp; echo a > r; awk '{print}END{print NR}' r nope r; echo $?", 'a\n1\nawk: nope: No such file or directory\n'],
  ['cut has an empty piece for each range behind the last field, and an order of its own with -D', "echo 'a b' | cut -d' ' -f2,5; echo 'a b c' | cut -D -d' ' -f3,1; cut -c1 -d, /etc/hostname; echo $?", "b \nc a\n1\ncut: a delimiter may be specified only when operating on fields\n"],
  ['sort wants fields that there are', "printf '\\tb\\na\\n' | sort -k1.2 | head -1; sort -k0 /etc/group; echo $?; sort -t ab /etc/group; echo $?", 'a\n2\n2\nsort: bad field specification\nsort: bad -t parameter\n'],
  ['sed ends a line that it adds to', "printf x | sed G | wc -l; printf x | sed 'a y' | wc -l; sed -i p; echo $?; echo a | sed '1,p'", '2\n2\n1\nsed: -i requires an argument\nsed: no address after comma\n'],
  ['an edge of a word has a side', "echo 'web 3 ok' | sed 's/\\<./X/'; echo 'foo bar' | sed 's/\\>/!/g'; echo foobar | grep -c '\\<bar'", 'Xeb 3 ok\nfoo! bar!\n0\n'],
  ['every tool knows --help and refuses what it does not know', "head --help 2>&1 | head -1 | cut -c1-7; head -x; echo $?; tail -x; grep --count a; echo $?", "BusyBox\n1\n2\nhead: invalid option -- 'x'\ntail: invalid option -- 'x'\ngrep: unrecognized option '--count'\n"],
  ['only a file that was opened has a title after another', "cd /tmp; echo a > one; tail -n1 one nope; head -n1 nope one", "a\n\n==> one <==\na\ntail: can't open 'nope': No such file or directory\nhead: nope: No such file or directory\n"],
  ['variables of an expression are read when they are needed', 'x=5; echo $((x + ++x)) $((x == x++)); (echo $(("3"+4)))', '12 0\nsh: arithmetic syntax error\n'],
  ['a slice that begins before the text is empty', 'v=ab; echo "[${v: -3}][${v: -2}][${v:0:-5}]"', '[][ab][ab]\n'],
  ['[ has no =~, [[ has', '[[ abc =~ ^a ]]; echo $?; [ abc =~ ^a ]; echo $?', '0\n2\nsh: =~: unknown operand\n'],
  ['date takes no T between day and time, and no nanoseconds', "date -u -d '2024-01-01T10:20' ; date -u -d @0 -Is; date -u -d @0 +%N", "1970-01-01T00:00:00+00:00\n%N\ndate: invalid date '2024-01-01T10:20'\n"],
  ['a command in the background is deaf to keys, and its end is told of once', 'sleep 1 & sleep 0.1; kill -INT $!; wait $!; echo $?; sleep 5 & kill $!; sleep 0.1; wait $!; echo $?', '0\n143\n'],
  ['a signal that was ignored from the start cannot be caught', "trap '' TERM; sh -c 'trap \"echo caught\" TERM; kill $$; echo alive'", 'alive\n'],
  ['mv and cp go into a named folder', 'mkdir -p /tmp/into/d; cd /tmp/into; touch a b; mv -t d a; cp -t d b; ls d; mv -T b d', "a\nb\nmv: 'd' is a directory\n"],
  ['df names types, du goes as deep as it is told, mountpoint knows a mount', "df -T / | awk '{print $2}'; mkdir -p /tmp/du/a/b; cd /tmp/du; du -d 1 . | cut -f2; mountpoint /proc; mountpoint /etc", 'Type\noverlay\n./a\n.\n/proc is a mountpoint\n/etc is not a mountpoint\n'],
  ['busybox lists its tools and knows what it is not', "busybox --list | head -2; busybox nosuch; echo $?; echo ~nobody", '[\n[[\n127\n/home\nnosuch: applet not found\n'],
])('%s', (_, script, want) => expect(lab.sh('box', script)).toBe(want));

test('a pattern that refers back and never fits ends all the same', () => {
  const made = compile('^(a*)*(a*)*\\1\\2b$', { extended: true });
  expect(made.ok && made.regex.test('a'.repeat(2_000))).toBe(false);
});
