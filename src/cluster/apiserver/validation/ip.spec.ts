import { describe, expect, test } from 'vitest';
import { ROOT } from './common.ts';
import { FieldErrors } from './errors.ts';
import { endpointAddress, formatAddress, parseAddress, rangeHolds, parseRange, validateAddress, validateRange } from './ip.ts';

const messages = (run: (errors: FieldErrors) => void): readonly string[] => {
  const errors = new FieldErrors();
  run(errors);
  return errors.list.map(error => error.message.replace(/^Invalid value: "[^"]*": /, ''));
};

describe('addresses', () => {
  const cases: readonly (readonly [address: string, complaints: readonly string[]])[] = [
    ['10.96.0.1', []],
    ['2001:db8::1', []],
    ['10.96.0.01', ['must not have leading 0s']],
    ['::ffff:10.0.0.1', ['must not be an IPv4-mapped IPv6 address']],
    ['10.96.0', ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    ['dns.example.com', ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
    ['1:2:3:4:5:6:7:8:9', ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']],
  ];
  for (const [address, want] of cases) test(address, () => expect(messages(errors => validateAddress(errors, ROOT, address))).toEqual(want));
  test('what the older object has is let pass', () => expect(messages(errors => validateAddress(errors, ROOT, '010.0.0.1', ['010.0.0.1']))).toEqual([]));
  test('IPv6 is written short', () => expect(
    ['2001:db8:0:0:0:0:0:1', '::', '1:0:0:2:0:0:0:3'].map(each => formatAddress(parseAddress(each) ?? { family: 'IPv4', parts: [], padded: false, mapped: false })),
  ).toEqual(['2001:db8::1', '::', '1:0:0:2::3']));
});

describe('ranges', () => {
  const cases: readonly (readonly [range: string, complaints: readonly string[]])[] = [
    ['10.0.0.0/8', []],
    ['2001:db8::/64', []],
    ['10.0.0.1', ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
    ['10.0.0.0/33', ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)']],
    ['10.0.0.1/8', ['must not have bits set beyond the prefix length']],
    ['10.0.0.0/08', ['must not have leading 0s in IP or prefix length']],
  ];
  for (const [range, want] of cases) test(range, () => expect(messages(errors => validateRange(errors, ROOT, range))).toEqual(want));
  test('a range holds the addresses that share its beginning', () => {
    const range = parseRange('10.0.0.0/8');
    expect(['10.1.2.3', '11.0.0.1'].map(each => range !== null && rangeHolds(range, parseAddress(each) ?? range.address))).toEqual([true, false]);
  });
});

describe('addresses that nothing can be sent to', () => {
  const cases = [
    ['127.0.0.1', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'], ['0.0.0.0', 'may not be unspecified (0.0.0.0)'],
    ['169.254.1.1', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
    ['224.0.0.1', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'], ['::1', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ];
  for (const [address = '', want] of cases) test(address, () => expect(messages(errors => endpointAddress(errors, ROOT, address))).toEqual([want]));
});
