/** How far a roll-out has come, in kubectl's words. Follows kubectl pkg/polymorphichelpers/rollout_status.go. */
import type { DaemonSet, Deployment, KubeObject, StatefulSet } from '../../model/objects.ts';
import { DEPLOYMENT_REVISION } from '../../model/well-known.ts';
import { CommandError } from '../errors.ts';
import { groupKind } from '../mapper.ts';

interface RolloutStatus {
  readonly text: string;
  readonly done: boolean;
}
const waiting = (text: string): RolloutStatus => ({ text: `${text}\n`, done: false });
const done = (text: string): RolloutStatus => ({ text: `${text}\n`, done: true });

export function rolloutStatus(object: KubeObject, revision: number): RolloutStatus {
  switch (object.kind) {
    case 'Deployment':
      return deploymentStatus(object as unknown as Deployment, revision);
    case 'DaemonSet':
      return daemonSetStatus(object as unknown as DaemonSet);
    case 'StatefulSet':
      return statefulSetStatus(object as unknown as StatefulSet);
    default:
      throw new CommandError(`no status viewer has been implemented for ${groupKind(object)}`);
  }
}

function deploymentStatus({ metadata, spec, status }: Deployment, revision: number): RolloutStatus {
  const running = Number(metadata.annotations?.[DEPLOYMENT_REVISION] ?? 0);
  if (revision > 0 && running !== revision) throw new CommandError(`desired revision (${revision}) is different from the running revision (${running})`);
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) return waiting('Waiting for deployment spec update to be observed...');
  if ((status.conditions ?? []).some(({ type, reason }) => type === 'Progressing' && reason === 'ProgressDeadlineExceeded')) throw new CommandError(`deployment ${JSON.stringify(metadata.name)} exceeded its progress deadline`);
  const [updated, total, available, wanted] = [status.updatedReplicas ?? 0, status.replicas ?? 0, status.availableReplicas ?? 0, spec.replicas ?? 1];
  const name = `Waiting for deployment ${JSON.stringify(metadata.name)} rollout to finish`;
  if (updated < wanted) return waiting(`${name}: ${updated} out of ${wanted} new replicas have been updated...`);
  if (total > updated) return waiting(`${name}: ${total - updated} old replicas are pending termination...`);
  if (available < updated) return waiting(`${name}: ${available} of ${updated} updated replicas are available...`);
  return done(`deployment ${JSON.stringify(metadata.name)} successfully rolled out`);
}

function daemonSetStatus({ metadata, spec, status }: DaemonSet): RolloutStatus {
  if ((spec.updateStrategy?.type ?? 'RollingUpdate') !== 'RollingUpdate') throw new CommandError('rollout status is only available for RollingUpdate strategy type');
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) return waiting('Waiting for daemon set spec update to be observed...');
  const name = `Waiting for daemon set ${JSON.stringify(metadata.name)} rollout to finish`;
  const [updated, wanted, available] = [status.updatedNumberScheduled ?? 0, status.desiredNumberScheduled, status.numberAvailable ?? 0];
  if (updated < wanted) return waiting(`${name}: ${updated} out of ${wanted} new pods have been updated...`);
  if (available < wanted) return waiting(`${name}: ${available} of ${wanted} updated pods are available...`);
  return done(`daemon set ${JSON.stringify(metadata.name)} successfully rolled out`);
}

function statefulSetStatus({ metadata, spec, status }: StatefulSet): RolloutStatus {
  if ((spec.updateStrategy?.type ?? 'RollingUpdate') !== 'RollingUpdate') throw new CommandError('rollout status is only available for RollingUpdate strategy type');
  if ((status.observedGeneration ?? 0) === 0 || (metadata.generation ?? 0) > (status.observedGeneration ?? 0)) return waiting('Waiting for statefulset spec update to be observed...');
  const [wanted, ready, updated] = [spec.replicas ?? 1, status.readyReplicas ?? 0, status.updatedReplicas ?? 0];
  if (ready < wanted) return waiting(`Waiting for ${wanted - ready} pods to be ready...`);
  // The server's defaults always leave a partition, be it 0: the words after this are for servers without.
  const rolling = spec.updateStrategy?.rollingUpdate;
  if (rolling) {
    const partition = rolling.partition ?? 0;
    if (updated < wanted - partition) return waiting(`Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`);
    return done(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  if (status.updateRevision !== status.currentRevision) return waiting(`waiting for statefulset rolling update to complete ${updated} pods at revision ${status.updateRevision ?? ''}...`);
  return done(`statefulset rolling update complete ${status.currentReplicas ?? 0} pods at revision ${status.currentRevision ?? ''}...`);
}
