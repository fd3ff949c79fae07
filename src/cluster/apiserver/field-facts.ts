/** What the API server does with one field: which value it fills in, and whether anything here acts on it. For the editor's hover. */
import type { KubeObject } from '../../model/objects.ts';
import { defaulted } from './defaults/index.ts';
import { fieldsOf } from './fields.ts';
import { rowOfKind } from './rows.ts';
import { UNSIMULATED } from './unsimulated.ts';

type FieldSteps = readonly (string | number)[];

/** These follow their neighbours, so that no one value can be told. */
const FOLLOWS_OTHERS = new Set(['imagePullPolicy', 'targetPort', 'hostPort', 'nodePort', 'ipFamilies', 'clusterIP', 'clusterIPs', 'serviceAccount', 'completions', 'parallelism']);

/** An object in which nothing stands but the way to a field. */
function wayTo(path: FieldSteps): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return {};
  return typeof step === 'number' ? [wayTo(rest)] : { [step]: wayTo(rest) };
}

/** The value that defaulting gives a field that nobody set; '' where it gives none, or none that can be told by itself. */
export function defaultOf(apiVersion: string, kind: string, path: FieldSteps): string {
  const [row, name] = [rowOfKind(apiVersion, kind), path.at(-1)];
  if (row === undefined || typeof name !== 'string' || path.length < 2 || path[0] === 'status' || path[0] === 'metadata' || FOLLOWS_OTHERS.has(name)) return '';
  const bare = { apiVersion, kind, metadata: { name: 'x' }, ...(wayTo(path.slice(0, -1)) as object) } as unknown as KubeObject;
  const value = path.reduce<unknown>((here, step) => (Array.isArray(here) ? here[0] : fieldsOf(here)[step]), defaulted(row, bare));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? JSON.stringify(value) : '';
}

const ACTED_ON = 'Podarium acts on it.';
const CLUSTERS_OWN = 'The cluster writes it, not you.';

/** What Podarium makes of a field, in a sentence; '' where there is nothing to tell. */
export function simulationOf(apiVersion: string, kind: string, path: FieldSteps): string {
  const row = rowOfKind(apiVersion, kind);
  if (row === undefined || path.length === 0) return '';
  if (path[0] === 'status') return CLUSTERS_OWN;
  if (path[0] === 'apiVersion' || path[0] === 'kind' || path[0] === 'metadata') return '';
  const field = path.reduce<string>((text, step) => (typeof step === 'number' ? `${text}[*]` : text === '' ? step : `${text}.${step}`), '');
  const note = UNSIMULATED[row.storage]?.find(each => each.path === '' || field === each.path || field.startsWith(`${each.path}.`) || field.startsWith(`${each.path}[`));
  if (note === undefined) return ACTED_ON;
  return note.path === '' ? `This kind ${note.message}.` : `It ${note.message}.`;
}
