/** What is told of a field when somebody points at it. */
import { describe, expect, test } from 'vitest';
import { rowOfKind } from './rows.ts';
import { defaultOf, simulationOf } from './field-facts.ts';
import { resourceFacts } from '../../model/resources.ts';

describe('the default of a field', () => {
  const cases = [
    ['v1', 'Pod', ['spec', 'restartPolicy'], '"Always"'],
    ['v1', 'Pod', ['spec', 'terminationGracePeriodSeconds'], '30'],
    ['v1', 'Pod', ['spec', 'containers', 2, 'livenessProbe', 'periodSeconds'], '10'],
    ['v1', 'Pod', ['spec', 'containers', 0, 'ports', 1, 'protocol'], '"TCP"'],
    ['v1', 'Pod', ['spec', 'volumes', 0, 'configMap', 'defaultMode'], '420'],
    ['apps/v1', 'Deployment', ['spec', 'replicas'], '1'],
    ['apps/v1', 'Deployment', ['spec', 'strategy', 'rollingUpdate', 'maxSurge'], '"25%"'],
    ['v1', 'Service', ['spec', 'type'], '"ClusterIP"'],
    ['v1', 'Pod', ['spec', 'nodeName'], ''],
    ['v1', 'Pod', ['spec', 'containers', 0, 'imagePullPolicy'], ''],
  ] as const;
  for (const [apiVersion, kind, path, value] of cases) test(`${kind} ${path.join('.')}: ${value === '' ? 'none by itself' : value}`, () => expect(defaultOf(apiVersion, kind, path)).toBe(value));
  test('of no kind is asked for in vain', () => {
    const kinds = resourceFacts.filter(({ groupVersion, kind, name }) => !name.includes('/') && rowOfKind(groupVersion, kind) !== undefined);
    expect(kinds.length).toBeGreaterThan(40);
    for (const { groupVersion, kind } of kinds) {
      for (const path of [['spec', 'x'], ['spec', 'template', 'spec', 'restartPolicy'], ['data', 'a']]) expect(typeof defaultOf(groupVersion, kind, path)).toBe('string');
    }
  });
});

describe('what Podarium makes of a field', () => {
  test('it acts on most, stores some, and leaves the status to the cluster', () => {
    expect(simulationOf('v1', 'Pod', ['spec', 'containers', 0, 'image'])).toBe('Podarium acts on it.');
    expect(simulationOf('v1', 'Pod', ['spec', 'hostUsers'])).toBe('It is checked and stored; containers here have no kernel that could enforce it.');
    expect(
      simulationOf('apps/v1', 'Deployment', ['spec', 'template', 'spec', 'containers', 1, 'securityContext', 'seccompProfile', 'type']),
    ).toBe('It is checked and stored; containers here have no kernel that could enforce it.');
    expect(simulationOf('networking.k8s.io/v1', 'Ingress', ['spec', 'rules'])).toBe('This kind is checked and stored; no Ingress controller runs.');
    expect(simulationOf('v1', 'Pod', ['status', 'phase'])).toBe('The cluster writes it, not you.');
  });
});
