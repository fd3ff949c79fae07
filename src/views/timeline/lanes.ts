/** The lanes of one Pod over time: pause, then each container with what it went through. From the trace alone. */
import type { TraceEvent } from '../../cluster/contract/trace.ts';
import { podName } from '../../cluster/contract/trace.ts';
import type { Pod } from '../../model/objects.ts';

interface LanePart {
  readonly from: number;
  /** Null while it lasts. */
  readonly to: number | null;
  readonly kind: 'pause' | 'pull' | 'init' | 'run' | 'ready' | 'wait';
  readonly words: string;
}
interface Lane {
  readonly name: string;
  readonly parts: readonly LanePart[];
  /** What is said after the last part. */
  readonly after: string;
}

/** The records of a Pod, oldest first, as lanes in order of start. */
export function projectLanes(pod: Pod, trace: readonly TraceEvent[]): readonly Lane[] {
  const records = trace.filter(record => 'uid' in record && record.uid === pod.metadata.uid);
  const sandbox = records.find(record => record.type === 'kubelet/sandbox' && record.state === 'ready');
  const pause: Lane = { name: 'pause', parts: sandbox === undefined ? [] : [{ from: sandbox.at, to: endOf(records, 'removed'), kind: 'pause', words: 'holds the namespaces' }], after: '' };
  const init = new Set((pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy !== 'Always').map(({ name }) => name));
  const sidecars = new Set((pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name));
  const names = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ name }) => name);
  return [pause, ...names.map(name => lane(name, records.filter(record => 'container' in record && record.container === name), init.has(name), sidecars.has(name)))];
}

function endOf(records: readonly TraceEvent[], state: string): number | null {
  return records.find(record => record.type === 'kubelet/sandbox' && record.state === state)?.at ?? null;
}

function lane(name: string, records: readonly TraceEvent[], isInit: boolean, isSidecar: boolean): Lane {
  const parts: LanePart[] = [];
  let after = '';
  const close = (at: number): void => {
    const last = parts.at(-1);
    if (last !== undefined && last.to === null) parts[parts.length - 1] = { ...last, to: at };
  };
  for (const record of records) {
    switch (record.type) {
      case 'kubelet/pulling':
        close(record.at);
        parts.push({ from: record.at, to: null, kind: 'pull', words: 'pull' });
        break;
      case 'kubelet/pulled': close(record.at); break;
      case 'runtime/started':
        close(record.at);
        parts.push({ from: record.at, to: null, kind: isInit ? 'init' : 'run', words: isInit ? 'init, once' : isSidecar ? 'sidecar, stays on' : record.restart > 0 ? `restart ${record.restart}` : 'running' });
        after = '';
        break;
      case 'runtime/exited':
        close(record.at);
        after = record.exitCode === 0 && isInit ? 'exit 0, so the next may start' : `exit ${record.exitCode}${record.reason === 'OOMKilled' ? ', OOMKilled' : ''}`;
        break;
      case 'kubelet/backoff':
        // The kubelet says it again at every sync: it is the same wait.
        if (parts.at(-1)?.kind === 'wait' && (parts.at(-1)?.to ?? 0) > record.at) break;
        close(record.at);
        parts.push({ from: record.at, to: record.at + record.seconds * 1000, kind: 'wait', words: `back-off ${Math.round(record.seconds)} s` });
        break;
      default:
    }
  }
  return { name, parts, after };
}

/** The Pod of an `openPod` key. */
export const isPodOf = (key: string) => (pod: Pod): boolean => `${pod.metadata.namespace}/${pod.metadata.name}` === key || podName(pod.metadata.namespace, pod.metadata.name) === key;
