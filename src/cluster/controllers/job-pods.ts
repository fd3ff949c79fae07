/** The Pods of a Job: which indexes are to be worked on, and what their Pods look like. */
import type { Job, Pod, k8s } from '../../model/objects.ts';
import { indexOf, INDEX, INDEX_FAILURES, TRACKING, type Tally } from './job-tally.ts';
import { podFromTemplate } from './objects.ts';

const NO_TEMPLATE_SPEC: k8s.PodSpec = { containers: [] };

/** The lowest indexes that are neither done, nor given up, nor being worked on. */
export function wantedIndexes({ spec }: Job, { completedIndexes, failedIndexes }: Tally, active: readonly Pod[], count: number): readonly number[] {
  const busy = new Set(active.map(indexOf));
  const found: number[] = [];
  for (let index = 0; index < (spec.completions ?? 0) && found.length < count; index++) {
    if (!completedIndexes.has(index) && !failedIndexes.has(index) && !busy.has(index)) found.push(index);
  }
  return found;
}

export function podOfJob(job: Job, index: number | null, tally: Tally): Readonly<Record<string, unknown>> {
  const { template, backoffLimitPerIndex } = job.spec;
  const finalizers = [TRACKING];
  if (index === null) return podFromTemplate(template, job, { generateName: `${job.metadata.name}-` }, { finalizers });
  const failures = backoffLimitPerIndex === undefined ? {} : { [INDEX_FAILURES]: String(tally.indexFailures.get(index) ?? 0) };
  const indexed: k8s.PodTemplateSpec = {
    ...template,
    metadata: {
      ...template.metadata,
      labels: { ...template.metadata?.labels, [INDEX]: String(index) },
      annotations: { ...template.metadata?.annotations, [INDEX]: String(index), ...failures },
    },
    spec: withIndexEnv({ hostname: `${job.metadata.name}-${index}`, ...(template.spec ?? NO_TEMPLATE_SPEC) }),
  };
  return podFromTemplate(indexed, job, { generateName: `${job.metadata.name}-${index}-` }, { finalizers });
}

function withIndexEnv(spec: k8s.PodSpec): k8s.PodSpec {
  const variable: k8s.EnvVar = { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX}']` } } };
  const told = <C extends k8s.Container>(container: C): C => (container.env?.some(({ name }) => name === variable.name) === true ? container : { ...container, env: [...(container.env ?? []), variable] });
  return { ...spec, containers: spec.containers.map(told), ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(told) }) };
}
