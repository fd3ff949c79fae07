import { describe, expect, test } from 'vitest';
import { qosClassOf } from './qos.ts';

const both = { cpu: '1', memory: '1Gi' };
describe('a Pod is', () => {
  const cases: readonly (readonly [name: string, holders: Parameters<typeof qosClassOf>[0], is: string])[] = [
    ['of best effort where it asks for nothing', [{}, {}], 'BestEffort'],
    ['of best effort where it asks for 0', [{ requests: { cpu: '0' }, limits: { memory: '0' } }], 'BestEffort'],
    ['of best effort where it asks for neither cpu nor memory', [{ requests: { 'ephemeral-storage': '1Gi' } }], 'BestEffort'],
    ['guaranteed where requests are limits', [{ requests: { cpu: '1000m', memory: '1024Mi' }, limits: both }], 'Guaranteed'],
    ['burstable where one container says nothing', [{ requests: both, limits: both }, {}], 'Burstable'],
    ['burstable where a request is 0, whatever its limit', [{ requests: { cpu: '0', memory: '1Gi' }, limits: both }], 'Burstable'],
    ['burstable where it has no limit for memory', [{ requests: { cpu: '1' }, limits: { cpu: '1' } }], 'Burstable'],
  ];
  for (const [name, holders, is] of cases) test(name, () => expect(qosClassOf(holders)).toBe(is));
});
