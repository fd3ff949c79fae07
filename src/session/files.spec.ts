import { expect, test } from 'vitest';
import { closeFile, initialTabs, openFile, removeFile, writeFile } from './files.ts';

test('what a command writes into the working folder becomes a tab', () => expect(writeFile(initialTabs, 'web.yaml', 'kind: Pod')).toEqual(openFile(initialTabs, 'web.yaml', 'kind: Pod')));
test('the kubeconfig is kept, but is no tab, and stays when tabs are closed', () => {
  const tabs = closeFile(writeFile(initialTabs, '/root/.kube/config', 'kind: Config'), 'hello.yaml');
  expect(tabs.files.map(({ name }) => name)).toEqual(['hello.yaml']);
  expect(tabs.aside).toEqual({ '/root/.kube/config': 'kind: Config' });
});
test('what a command takes away has no tab any more, nor is it kept aside', () => {
  const tabs = writeFile(writeFile(initialTabs, 'web.yaml', 'kind: Pod'), '/tmp/out', 'text');
  expect(removeFile(removeFile(tabs, 'web.yaml'), '/tmp/out')).toEqual({ ...initialTabs, aside: {} });
});
