/** A stored Pod -> the manifest that a person would have written, with a change applied. */
import { isObject } from '../../base/json.ts';
import type { Pod } from '../../model/objects.ts';
import type { Counterfactual } from '../../cluster/contract/scheduling.ts';
import { applyJsonPatch } from '../../model/json-patch.ts';
import { stringifyYaml } from '../../manifest/index.ts';
import { LAST_APPLIED } from '../../model/well-known.ts';


/** What was applied, where kubectl noted it; else the object without what the server added. */
function written(pod: Pod): unknown {
  const noted = pod.metadata.annotations?.[LAST_APPLIED];
  if (noted !== undefined) {
    try {
      const value: unknown = JSON.parse(noted);
      if (isObject(value)) return withoutEmptyNotes(value);
    } catch {
      // Whoever wrote this annotation was not kubectl: the stored object will do.
    }
  }
  const { nodeName: _, tolerations: __, priority: ___, preemptionPolicy: ____, volumes, ...spec } = pod.spec;
  const own = (volumes ?? []).filter(({ name }) => !name.startsWith('kube-api-access-'));
  const { name, namespace, labels } = pod.metadata;
  return {
    apiVersion: 'v1', kind: 'Pod', metadata: { name, ...(namespace === 'default' ? {} : { namespace }), ...(labels === undefined ? {} : { labels }) },
    spec: {
      ...spec, ...(own.length === 0 ? {} : { volumes: own }),
      containers: spec.containers.map(({ volumeMounts, ...container }) => ({ ...container, volumeMounts: (volumeMounts ?? []).filter(mount => !mount.name.startsWith('kube-api-access-')) })),
    },
  };
}

/** kubectl notes empty annotations that nobody wrote. */
function withoutEmptyNotes(value: Readonly<Record<string, unknown>>): unknown {
  const metadata = value['metadata'];
  if (!isObject(metadata)) return value;
  const { annotations, ...rest } = metadata;
  return { ...value, metadata: isObject(annotations) && Object.keys(annotations).length > 0 ? metadata : rest };
}

export function proposalOf(pod: Pod, patch: Counterfactual['patch']): string | null {
  const changed = applyJsonPatch(written(pod), patch);
  return changed.ok ? stringifyYaml(changed.value) : null;
}
