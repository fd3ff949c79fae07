/** Which lines of a manifest the story is about now: the record names the Pod and what happened, the outline knows where that was written. */
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import { kindsOf, pathOf, pathText, type Line, type Path } from './outline.ts';

export interface LitLines {
  readonly from: number;
  readonly to: number;
}
const TEMPLATE_AT: Readonly<Record<string, Path>> = {
  Pod: [], Deployment: ['spec', 'template'], ReplicaSet: ['spec', 'template'], StatefulSet: ['spec', 'template'], DaemonSet: ['spec', 'template'],
  Job: ['spec', 'template'], CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

interface Place {
  readonly document: number;
  readonly at: Path;
}
const unquoted = (value: string): string => value.replace(/^["']|["']$/g, '');

/** The document that describes a Pod: its own manifest, or the one of what keeps it. */
function placeOf(lines: readonly Line[], pod: string): Place | null {
  const kinds = kindsOf(lines);
  const short = pod.slice(pod.indexOf('/') + 1);
  for (const line of lines) {
    if (pathText(line.path) !== 'metadata.name') continue;
    const kind = kinds[line.document]?.kind ?? '';
    const at = TEMPLATE_AT[kind];
    const name = unquoted(line.value);
    if (at !== undefined && (kind === 'Pod' ? short === name : short.startsWith(`${name}-`))) return { document: line.document, at };
  }
  return null;
}

/** Fields of the Pod, or of its container, that each kind of record is about. */
const POD_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'scheduler/queued': ['spec.schedulingGates'],
  'scheduler/attempt': ['spec.nodeSelector', 'spec.affinity', 'spec.tolerations', 'spec.topologySpreadConstraints', 'spec.nodeName'],
  'scheduler/bound': ['spec.nodeSelector', 'spec.affinity'],
  'scheduler/preempted': ['spec.priorityClassName'],
  'kubelet/admitted': ['metadata.name'],
  'kubelet/sandbox': ['metadata.name', 'spec.hostNetwork', 'spec.dnsPolicy'],
  'kubelet/terminating': ['spec.terminationGracePeriodSeconds', 'metadata.name'],
  'kubelet/condition': ['metadata.name'],
  'kubelet/phase': ['spec.restartPolicy', 'metadata.name'],
  'endpoints/added': ['metadata.labels'],
  'endpoints/removed': ['metadata.labels'],
};
const CONTAINER_FIELDS: Readonly<Record<string, readonly string[]>> = {
  'kubelet/pulling': ['image', 'imagePullPolicy'],
  'kubelet/pulled': ['image', 'imagePullPolicy'],
  'kubelet/backoff': ['command', 'args', 'image'],
  'kubelet/killing': ['lifecycle', 'name'],
  'runtime/created': ['name'],
  'runtime/started': ['name', 'image'],
  'runtime/exited': ['command', 'args', 'resources', 'image'],
  'runtime/listening': ['ports', 'name'],
  'runtime/signal': ['command', 'name'],
  'runtime/exec': ['name'],
};
const PROBE_FIELDS = { startup: 'startupProbe', readiness: 'readinessProbe', liveness: 'livenessProbe' } as const;

const below = (path: Path, start: Path): boolean => path.length >= start.length && start.every((step, i) => path[i] === step);

/** The lines of a field, from its key to the last that lies below it. */
function linesOf(lines: readonly Line[], document: number, path: Path): LitLines | null {
  const from = lines.findIndex((line) => line.document === document && !line.blank && below(line.path, path));
  if (from < 0) return null;
  let to = from;
  while (to + 1 < lines.length && lines[to + 1]?.document === document && below(lines[to + 1]?.path ?? [], path) && lines[to + 1]?.blank === false) to++;
  return { from: from + 1, to: to + 1 };
}

function containerPath(lines: readonly Line[], place: Place, container: string): Path | null {
  for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
    const start: Path = [...place.at, 'spec', list];
    const line = lines.find((one) => one.document === place.document && one.key === 'name' && one.path.length === start.length + 2 && below(one.path, start) && unquoted(one.value) === container);
    if (line) return line.path.slice(0, -1);
  }
  return null;
}

/** The first of these fields that the manifest writes. */
const firstWritten = (lines: readonly Line[], document: number, base: Path, fields: readonly string[]): readonly LitLines[] => {
  for (const field of fields) {
    const found = linesOf(lines, document, [...base, ...pathOf(field)]);
    if (found) return [found];
  }
  return [];
};
/** A block of many lines says too much: its first lines stand for it. */
const bounded = (all: readonly LitLines[]): readonly LitLines[] => all.map(({ from, to }) => ({ from, to: Math.min(to, from + 7) }));

export function litLines(lines: readonly Line[], step: TraceEvent | null): readonly LitLines[] {
  if (step === null) return [];
  if (step.type === 'api/request') return bounded(requestLines(lines, step));
  const pod = 'pod' in step ? step.pod : '';
  const place = pod === '' ? null : placeOf(lines, pod);
  if (place === null) return [];
  const container = 'container' in step ? containerPath(lines, place, step.container) : null;
  if (container !== null) return bounded(firstWritten(lines, place.document, container, step.type === 'kubelet/probe' ? [PROBE_FIELDS[step.probe]] : (CONTAINER_FIELDS[step.type] ?? ['name'])));
  if (step.type === 'scheduler/attempt' || step.type === 'scheduler/bound') {
    const requests = lines.flatMap((line, i) => (line.document === place.document && line.key === 'requests' && below(line.path, place.at)
      ? (linesOf(lines, place.document, line.path) ?? { from: i + 1, to: i + 1 })
      : []));
    const rules = (POD_FIELDS[step.type] ?? []).flatMap((field) => linesOf(lines, place.document, [...place.at, ...pathOf(field)]) ?? []);
    if (requests.length + rules.length > 0) return bounded([...rules, ...requests]);
  }
  return bounded(firstWritten(lines, place.document, place.at, POD_FIELDS[step.type] ?? ['metadata.name']));
}

/** The lines of a path that a lesson points at, in the first document that writes it. */
export function pointedLines(lines: readonly Line[], path: string): readonly LitLines[] {
  const documents = [...new Set(lines.map(({ document }) => document))];
  for (const document of documents) {
    const found = linesOf(lines, document, pathOf(path));
    if (found) return bounded([found]);
  }
  return [];
}

function requestLines(lines: readonly Line[], step: Extract<TraceEvent, { type: 'api/request' }>): readonly LitLines[] {
  const kinds = kindsOf(lines);
  const name = lines.find((line) => pathText(line.path) === 'metadata.name' && unquoted(line.value) === step.name && kinds[line.document]?.kind === step.kind);
  const document = name?.document ?? lines.find((line) => kinds[line.document]?.kind === step.kind)?.document;
  if (document === undefined || step.user.startsWith('system:')) return [];
  if (step.code < 400) return firstWritten(lines, document, [], ['metadata.name']);
  const fields = step.causes.length > 0 ? step.causes.map((cause) => cause.field) : [...step.message.matchAll(/unknown field "([^"]+)"/g)].map((match) => match[1] ?? '');
  return fields.flatMap((field) => {
    for (let path = pathOf(field); path.length > 0; path = path.slice(0, -1)) {
      const found = linesOf(lines, document, path);
      if (found) return [{ from: found.from, to: found.from }];
    }
    return [];
  });
}
