/** Flags as pflag reads them, and lines as a shell cuts them. */
import { describe, expect, test } from 'vitest';
import { flags, parseArgs, parseDuration } from './flags.ts';
import { splitCommandLine } from './shell/split.ts';

const table = flags('all-namespaces|A bool\nnamespace|n string\nreplicas int=1\ntimeout duration\nlabels|L slice\noutput|o string\ndry-run string=none ~unchanged');

describe('flags', () => {
  test('may stand before and after arguments', () => {
    const { args, flags: values } = parseArgs(table, ['-n', 'web', 'pods', '--output=yaml', 'one']);
    expect([args, values.text('namespace'), values.text('output')]).toEqual([['pods', 'one'], 'web', 'yaml']);
  });
  test('of one letter may stand together, a value behind them', () => {
    const { flags: values } = parseArgs(table, ['-Anweb', '-oyaml']);
    expect([values.bool('all-namespaces'), values.text('namespace'), values.text('output')]).toEqual([true, 'web', 'yaml']);
  });
  test('end at two dashes', () => {
    const { args, atDash } = parseArgs(table, ['web', '--', 'ls', '-n']);
    expect([args, atDash]).toEqual([['web', 'ls', '-n'], 1]);
  });
  test('mean something alone where they may', () => expect(parseArgs(table, ['--dry-run']).flags.text('dry-run')).toBe('unchanged'));
  test('of lists take commas and repetition', () => expect(parseArgs(table, ['-L', 'a,b', '--labels=c']).flags.list('labels')).toEqual(['a', 'b', 'c']));
  const wrong: readonly (readonly [argv: readonly string[], want: string])[] = [
    [['--wide'], 'unknown flag: --wide'],
    [['-x'], "unknown shorthand flag: 'x' in -x"],
    [['-all'], "unknown shorthand flag: 'a' in -all"],
    [['--namespace'], 'flag needs an argument: --namespace'],
    [['-n'], "flag needs an argument: 'n' in -n"],
    [['--replicas=two'], 'invalid argument "two" for "--replicas" flag: strconv.ParseInt: parsing "two": invalid syntax'],
    [['--timeout=5'], 'invalid argument "5" for "--timeout" flag: time: missing unit in duration "5"'],
    [['--all-namespaces=perhaps'], 'invalid argument "perhaps" for "-A, --all-namespaces" flag: strconv.ParseBool: parsing "perhaps": invalid syntax'],
  ];
  test.each(wrong)('%j are refused', (argv, want) => expect(() => parseArgs(table, argv)).toThrow(want));
  test.each([['1m30s', 90_000], ['500ms', 500], ['1h', 3_600_000], ['0', 0], ['-1s', -1000]] as const)('a duration of %s is %i ms', (text, want) => expect(parseDuration(text)).toBe(want));
});

describe('a command line', () => {
  const cases: readonly (readonly [line: string, want: readonly string[]])[] = [
    ["kubectl get pods -l 'app in (web,db)'", ['kubectl', 'get', 'pods', '-l', 'app in (web,db)']],
    ['echo "a \\"b\\" $c" d\\ e', ['echo', 'a "b" $c', 'd e']],
    ["patch -p '{\"a\":\"b\"}'  # a note", ['patch', '-p', '{"a":"b"}']],
    ["a''b \"\" c", ['a' + 'b', '', 'c']],
  ];
  test.each(cases)('%s is cut at blanks outside quotes', (line, want) => {
    const split = splitCommandLine(line);
    expect(split.ok && split.value).toEqual(want);
  });
  test.each(["echo 'a", 'echo "a'])('%s lacks the end of its quotes', (line) => expect(splitCommandLine(line)).toMatchObject({ ok: false, error: expect.stringContaining('unexpected EOF while looking for matching') as unknown }));
});
