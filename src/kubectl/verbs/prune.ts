/** `kubectl apply --prune`: what was applied before and is in the manifests no more. Follows kubectl pkg/cmd/apply/prune.go and pkg/util/prune. */
import type { Client } from '../../cluster/contract/client.ts';
import type { ObjectList } from '../../cluster/contract/api.ts';
import type { KubeObject } from '../../model/objects.ts';
import { LAST_APPLIED } from '../../model/well-known.ts';
import { list } from '../builder.ts';
import type { Invocation } from '../command.ts';
import { CommandError, isFailure } from '../errors.ts';
import { kindInFull, mappingForKind } from '../mapper.ts';
import type { Mapping } from '../mapper.ts';
import { klogLine, printError } from '../session.ts';
import type { DryRun, Results } from './common.ts';
import { cascade, deleteOne } from './delete-run.ts';
import { annotationsOf } from './last-applied.ts';

const PRUNED = [
  'core/v1/ConfigMap', 'core/v1/Endpoints', 'core/v1/PersistentVolumeClaim', 'core/v1/Pod', 'core/v1/ReplicationController', 'core/v1/Secret', 'core/v1/Service', 'batch/v1/Job', 'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress', 'apps/v1/DaemonSet', 'apps/v1/Deployment', 'apps/v1/ReplicaSet', 'apps/v1/StatefulSet', 'core/v1/Namespace', 'core/v1/PersistentVolume',
];
const WARNING = 'Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.';

function mappingOfEntry(entry: string): Mapping {
  const [group = '', version = '', kind = '', ...more] = entry.split('/');
  if (kind === '' || more.length > 0) throw new CommandError(`invalid GroupVersionKind format: ${entry}, please follow <group/version/kind>`);
  const groupVersion = group === 'core' || group === '' ? version : `${group}/${version}`;
  const mapping = mappingForKind(groupVersion, kind);
  if (mapping === undefined) throw new CommandError(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(groupVersion)}`);
  return mapping;
}
/** The kinds that may be pruned; a wrong one is told before anything is applied. */
export const prunedKinds = ({ flags: values }: Invocation): readonly Mapping[] => values.list('prune-allowlist').map(mappingOfEntry);

export function checkPrune({ flags: values }: Invocation): void {
  if (values.text('applyset') !== '') throw new CommandError('--applyset is not part of this sandbox; use --prune with -l or --all');
  if (!values.bool('prune')) return;
  if (values.bool('force')) throw new CommandError('--force cannot be used with --prune');
  if (!values.bool('all') && values.text('selector') === '') throw new CommandError(
    'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
  );
  if (values.bool('server-side')) throw new CommandError("--prune is in alpha and doesn't currently work on objects created by server-side apply");
}

export function* prune(invocation: Invocation, applied: readonly KubeObject[], chosen: readonly Mapping[], dryRun: DryRun, results: Results): Client<void> {
  const { flags: values, session } = invocation;
  if (chosen.length === 0 && session.namespace !== '') yield* printError(yield* klogLine('W', 'prune.go:71', WARNING));
  const mappings = chosen.length > 0 ? chosen : PRUNED.map(mappingOfEntry);
  const uids = new Set(applied.map(({ metadata }) => metadata.uid));
  const namespaces = [...new Set(applied.flatMap(({ metadata }) => (metadata.namespace === undefined ? [] : [metadata.namespace])))];
  const places = [
    ...namespaces.flatMap((namespace) => mappings.filter(({ namespaced }) => namespaced).map((mapping) => ({ mapping, namespace }))),
    ...mappings.filter(({ namespaced }) => !namespaced).map((mapping) => ({ mapping, namespace: '' })),
  ];
  const options = { propagationPolicy: yield* cascade(values), ...(values.int('grace-period') >= 0 ? { gracePeriodSeconds: values.int('grace-period') } : {}), ...(dryRun === 'server' ? { dryRun: true } : {}) };
  for (const place of places) {
    try {
      const body = (yield* list(session, place, { labelSelector: values.text('selector'), fieldSelector: '' })).body as ObjectList;
      for (const item of body.items) {
        if (annotationsOf(item)[LAST_APPLIED] === undefined || uids.has(item.metadata.uid)) continue;
        const object = { ...item, apiVersion: body.apiVersion, kind: place.mapping.kind };
        if (dryRun !== 'client') yield* deleteOne(session, { ...place, name: item.metadata.name, object: null, source: '' }, options);
        yield* results.print(object, 'pruned');
      }
    } catch (error) {
      if (!isFailure(error)) throw error;
      const { mapping } = place;
      throw new CommandError(`error pruning ${place.namespace === '' ? 'nonNamespaced' : 'namespaced'} object ${kindInFull(mapping)}: ${error.message}`);
    }
  }
}
