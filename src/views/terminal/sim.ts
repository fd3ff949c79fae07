/** The `sim` commands: what is outside the API, machines and their files. Each is one action, kept in the log like any request. */
import { machineAmounts } from '../../model/machine.ts';
import type { SimAction } from '../../cluster/contract/simulation.ts';

type SimLine =
  | { readonly do: 'act'; readonly action: SimAction; readonly says: string }
  /** Carried out by the shell beside the cluster. */
  | { readonly do: 'line'; readonly line: string }
  | { readonly do: 'refuse'; readonly says: string };

const USAGE = 'sim stop NODE | start NODE | resize NODE cpu=4 memory=8Gi | put NODE FILE | rm NODE FILE | wait 20s';
const refuse = (says: string): SimLine => ({ do: 'refuse', says });
/** A manifest by its name lies where a kubelet looks for static Pods; a full path is taken as it is. */
const pathOn = (file: string): string => (file.startsWith('/') ? file : `/etc/kubernetes/manifests/${file.slice(file.lastIndexOf('/') + 1)}`);

function secondsOf(span: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(span);
  return match ? Number(match[1]) * { ms: 0.001, s: 1, m: 60, h: 3600 }[(match[2] ?? 's') as 'ms' | 's' | 'm' | 'h'] : null;
}

function resized(node: string, words: readonly string[]): SimLine {
  const amounts = machineAmounts(words);
  if (typeof amounts === 'string') return refuse(`sim resize: ${amounts === '' ? 'say what it has now' : `"${amounts}" is no size`}, as in sim resize ${node} cpu=4 memory=8Gi pods=20`);
  return { do: 'act', action: { do: 'resizeNode', node, amounts }, says: `${node} has ${words.join(' ')} now` };
}

/** Null where the line is none of these. `read` gives the text of a file, `nodes` are those that there are. */
export function simLine(line: string, read: (file: string) => string | undefined, nodes: readonly string[]): SimLine | null {
  const [tool, verb = '', first = '', second = ''] = line.trim().split(/\s+/);
  if (tool !== 'sim') return null;
  if (verb === 'wait') {
    const seconds = secondsOf(first);
    return seconds === null ? refuse(`sim wait: "${first}" is no span of time; try 20s`) : { do: 'line', line: `sleep ${seconds}` };
  }
  if (verb === 'until') return refuse('sim until is for the scripts of lessons; here kubectl wait does the same');
  if (!['stop', 'start', 'resize', 'put', 'rm'].includes(verb)) return refuse(`usage: ${USAGE}`);
  if (!nodes.includes(first)) return refuse(`sim ${verb}: there is no node "${first}"; nodes: ${nodes.join(', ')}`);
  if (verb === 'stop') return { do: 'act', action: { do: 'stopNode', node: first }, says: `${first} is cut off` };
  if (verb === 'start') return { do: 'act', action: { do: 'startNode', node: first }, says: `${first} is on` };
  if (verb === 'resize') return resized(first, line.trim().split(/\s+/).slice(3));
  if (second === '') return refuse(`usage: sim ${verb} NODE FILE`);
  const path = pathOn(second);
  if (verb === 'rm') return { do: 'act', action: { do: 'removeFile', node: first, path }, says: `${path} is gone from ${first}` };
  const text = read(second);
  return text === undefined ? refuse(`sim put: there is no file "${second}"`) : { do: 'act', action: { do: 'putFile', node: first, path, text }, says: `${path} lies on ${first}` };
}
