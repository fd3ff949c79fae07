/** Stories of the Pod network: a packet that a policy drops, the same packet once it may pass, and its answer on the way back. */
import { expect, podOn, test } from './sandbox.ts';

const POLICY = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: deny
spec:
  podSelector: {}
  policyTypes: [Ingress]
`;

test('a policy drops a packet and says so; without it the answer comes back through every hop', async ({ sandbox }) => {
  const { page } = sandbox;
  await sandbox.open();
  await sandbox.drop('two.yaml', `${podOn('caller', 'node-1')}---\n${podOn('server', 'node-2', '["httpd", "-f", "-p", "8080"]')}---\n${POLICY}`);
  await sandbox.apply('networkpolicy.networking.k8s.io/deny created');
  await sandbox.type('kubectl wait --for=condition=Ready pod/caller pod/server', 'pod/server condition met');

  await sandbox.type('kubectl get pod server -o jsonpath={.status.podIP}', /10\.0\.20\.\d+/);
  const address = /10\.0\.20\.\d+/.exec(await sandbox.terminal.innerText())?.[0] ?? '';
  const askWhether = async (): Promise<void> => {
    await page.getByRole('tab', { name: 'Network' }).click();
    await page.getByLabel('from', { exact: true }).selectOption('default/caller/caller');
    await page.getByLabel('address or Service, and port').fill(`${address}:8080`);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
  };
  await askWhether();
  await expect(page.locator('.nw-words')).toContainText('NetworkPolicy deny: nothing from 10.0.10.15 may come to TCP port 8080 of server.');
  await expect(page.getByRole('rowheader', { name: 'answer from' })).toHaveCount(0);

  await page.getByRole('tab', { name: 'Cluster' }).click();
  await sandbox.type('kubectl delete networkpolicy deny', 'deleted');
  await askWhether();
  await expect(page.getByRole('rowheader', { name: 'answer from' })).toBeVisible();
  await page.getByRole('region', { name: /Addresses at each hop/ }).focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight');
  await expect(page.locator('.nw-steps p')).toContainText(`The answer arrives at caller: it comes from ${address}, whom it called.`);
});
