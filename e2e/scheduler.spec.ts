/** Stories of scheduling: placing a Pod before the scheduler does, acting on nodes from the picture, a preemption. */
import { expect, test, type Sandbox } from './sandbox.ts';

const small = (name: string, more = ''): string => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  ${more}
  containers: [{name: main, image: "nginx:1.27", resources: {requests: {cpu: 100m, memory: 64Mi}}}]
`;
/** Stops the story before the first attempt of a Pod that is applied now. */
async function predict(sandbox: Sandbox, name: string, text = small(name)): Promise<void> {
  await sandbox.drop(`${name}.yaml`, text);
  await sandbox.apply(`pod/${name} created`);
  await expect(sandbox.page.getByRole('group', { name: 'Predict first' })).toContainText(`Where will ${name} go?`);
}
async function began(sandbox: Sandbox): Promise<void> {
  await sandbox.open();
  await sandbox.type('kubectl get nodes', 'node-3');
  await sandbox.page.getByRole('button', { name: 'Predict first' }).click();
}

test('the learner places a Pod by a click, and sees what the scheduler made of it', async ({ sandbox }) => {
  await began(sandbox);
  await predict(sandbox, 'web');
  await sandbox.page.getByRole('button', { name: /^Place it on node-2/ }).click({ position: { x: 30, y: 40 } });
  const card = sandbox.page.getByRole('status').filter({ hasText: 'Scheduler' });
  await expect(card).toContainText('node-2');
  await expect(card).toContainText(/node-2 would do with \d+ points, but node-1 is better with \d+ points/);
  await card.getByRole('button', { name: 'See why' }).click();
  await expect(sandbox.page.getByRole('list', { name: 'Filters and scores for web' })).toContainText('node-1');
});

test('a Pod is dragged onto a node that refuses it, and the reason is told', async ({ sandbox }) => {
  await began(sandbox);
  await sandbox.type('kubectl taint nodes node-3 dedicated=gpu:NoSchedule', 'tainted');
  await predict(sandbox, 'web');
  const from = await sandbox.pod('web').boundingBox();
  const to = await sandbox.page.locator('[data-machine=node-3]').boundingBox();
  if (from === null || to === null) throw new Error('the Pod or the node is not in the picture');
  await sandbox.page.mouse.move(from.x + 40, from.y + 10);
  await sandbox.page.mouse.down();
  await sandbox.page.mouse.move(to.x + 60, to.y + 60, { steps: 8 });
  await expect(sandbox.page.locator('[data-machine=node-3]')).toHaveAttribute('data-over', 'true');
  await sandbox.page.mouse.up();
  await expect(sandbox.page.getByRole('status').filter({ hasText: 'Scheduler' })).toContainText('node-3 is refused by TaintToleration: node(s) had untolerated taint(s).');
  // The end of the drag is no click on the Pod, which would open it.
  await expect(sandbox.page.getByRole('tab', { name: 'Cluster' })).toHaveAttribute('aria-selected', 'true');
});

test('arrows and Enter place a Pod, and no node can be the answer', async ({ sandbox }) => {
  await began(sandbox);
  await predict(sandbox, 'web');
  await sandbox.page.getByRole('button', { name: /^Place it on node-1/ }).focus();
  await sandbox.page.keyboard.press('ArrowRight');
  await sandbox.page.keyboard.press('ArrowRight');
  await expect(sandbox.page.getByRole('button', { name: /^Place it on node-3/ })).toBeFocused();
  await sandbox.page.keyboard.press('Enter');
  await expect(sandbox.page.getByRole('status').filter({ hasText: 'Scheduler' })).toContainText('node-3');
  await predict(sandbox, 'huge', small('huge').replace('100m', '"64"'));
  await sandbox.page.getByRole('button', { name: 'No node fits' }).click();
  await expect(sandbox.page.getByRole('status').filter({ hasText: 'Scheduler' })).toContainText('You and the scheduler agree: no node fits. 0/3 nodes are available: 3 Insufficient cpu.');
});

test('a node is tainted from its menu, and the change that would help is tried on the node', async ({ sandbox }) => {
  await sandbox.open();
  await sandbox.type('kubectl cordon node-2 node-3', 'node/node-3 cordoned');
  await sandbox.page.getByRole('button', { name: 'Actions on node-1' }).click();
  await sandbox.page.getByRole('menuitem', { name: 'Taint' }).click();
  await sandbox.page.getByLabel('Key').fill('dedicated');
  await sandbox.page.getByLabel('Value').fill('gpu');
  await sandbox.page.keyboard.press('Enter');
  await expect(sandbox.terminal).toContainText('node/node-1 tainted');
  await sandbox.drop('web.yaml', small('web'));
  await sandbox.apply('pod/web created');
  await expect(sandbox.pod('web')).toHaveAccessibleName(/Unschedulable/);
  await sandbox.openPod('web');
  await sandbox.page.getByRole('tab', { name: 'Scheduler' }).click();
  await sandbox.page.getByRole('button', { name: 'Try it: remove the taint dedicated=gpu:NoSchedule from node-1' }).click();
  await sandbox.page.getByRole('tab', { name: 'Cluster' }).click();
  await expect(sandbox.terminal).toContainText('node/node-1 untainted');
  await expect(sandbox.pod('web')).toHaveAccessibleName(/on node-1/);
});

test('a machine joins the cluster from the picture', async ({ sandbox }) => {
  await sandbox.open();
  await sandbox.type('kubectl get nodes', 'node-3');
  await sandbox.page.getByRole('button', { name: 'Add node node-4' }).click();
  await expect(sandbox.page.getByRole('button', { name: /^Node node-4, Ready/ })).toBeAttached();
});

test('a more important Pod makes room: the victim ends, the place is held, and the Pod goes there', async ({ sandbox }) => {
  await sandbox.open();
  await sandbox.drop('low.yaml', `apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: high}
value: 1000
---
apiVersion: v1
kind: Pod
metadata: {name: low}
spec:
  terminationGracePeriodSeconds: 20
  nodeSelector: {kubernetes.io/hostname: node-1}
  containers: [{name: main, image: "busybox:1.36", command: [sh, -c, "trap '' TERM; while true; do sleep 1; done"], resources: {requests: {cpu: 1700m}}}]
`);
  await sandbox.apply('pod/low created');
  await expect(sandbox.pod('low')).toHaveAccessibleName(/Ready/);
  await sandbox.drop('urgent.yaml', small('urgent', 'priorityClassName: high\n  nodeSelector: {kubernetes.io/hostname: node-1}'));
  await sandbox.apply('pod/urgent created');
  await expect(sandbox.page.getByRole('button', { name: /^Node node-1,.*room held for urgent/ })).toBeAttached();
  await expect(sandbox.pod('low')).toHaveAccessibleName(/Preempted/);
  await expect(sandbox.pod('urgent')).toHaveAccessibleName(/on node-1/, { timeout: 30_000 });
});
