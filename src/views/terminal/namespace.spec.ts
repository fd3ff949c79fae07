import { expect, test } from 'vitest';
import { namespaceIn } from './namespace.ts';

const config = (current: string): string => `apiVersion: v1
contexts:
- context:
    cluster: kubernetes
    namespace: demo
    user: kubernetes-admin
  name: dev
- context:
    cluster: kubernetes
    user: kubernetes-admin
  name: prod
current-context: ${current}
kind: Config
`;
test('the context in use names the namespace', () => expect(namespaceIn(config('dev'))).toBe('demo'));
test('a context without one works in default, and so does nobody having touched the kubeconfig', () => expect([namespaceIn(config('prod')), namespaceIn(undefined)]).toEqual(['default', 'default']));
