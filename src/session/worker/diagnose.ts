/** A text of manifests -> what is wrong with it, at its place: syntax first, then the API server's own answer to a dry run. */
import type { JsonObject } from '../../base/json.ts';
import { groupResourceOfKind, resourceOfKind } from '../../model/resources.ts';
import { isStatus, type Status } from '../../model/status.ts';
import type { ApiRequest, ApiResponse } from '../../cluster/contract/api.ts';
import type { Simulation } from '../../cluster/contract/simulation.ts';
import { openManifests, type OpenManifests, type ParsedDocument, type TextRange } from '../../manifest/index.ts';
import { LARGEST_CHECKED } from '../limits.ts';
import { decodePlace } from './places.ts';
import type { Diagnostic, DryRun } from '../types.ts';

/** A text of a thousand documents may be wrong in each: no more is told, the gravest first. */
const MOST_TOLD = 300;

/** Reads and asks document by document; slices of it keep the worker responsive. */
export function* diagnose(text: string, simulation: Simulation): Generator<void, DryRun, void> {
  if (text.length > LARGEST_CHECKED) return { diagnostics: [tooLarge(text)], untold: 0 };
  const open = openManifests(text);
  const found: Diagnostic[] = [];
  for (const { document, issues } of open.read()) {
    found.push(...issues.map(issue => at(issue.range, issue.severity, issue.message, '')));
    yield;
    if (document === null || document.empty || document.object === null) continue;
    found.push(...ask(open, document, document.object, simulation));
    yield;
  }
  return { diagnostics: gravest(found), untold: Math.max(0, found.length - MOST_TOLD) };
}

const GRAVITY = ['error', 'warning', 'note'] as const;
function gravest(found: readonly Diagnostic[]): readonly Diagnostic[] {
  if (found.length <= MOST_TOLD) return found;
  const told = new Set(GRAVITY.flatMap(severity => found.filter(each => each.severity === severity)).slice(0, MOST_TOLD));
  return found.filter(each => told.has(each));
}

const tooLarge = (text: string): Diagnostic => ({
  severity: 'note', message: `This text has ${Math.round(text.length / 1_000_000)} MB. It is checked when you apply it, not while you type.`,
  field: '', line: 1, column: 1, endLine: 1, endColumn: 1,
});

const at = ({ start, end }: TextRange, severity: Diagnostic['severity'], message: string, field: string): Diagnostic => ({
  severity, message, field, line: start.line, column: start.column, endLine: end.line, endColumn: end.column,
});

function ask(open: OpenManifests, document: ParsedDocument, object: JsonObject, simulation: Simulation): readonly Diagnostic[] {
  const { apiVersion, kind, name } = document;
  const whole = (message: string, field: string): readonly Diagnostic[] => [at(open.rangeOf(document, field).mark, 'error', message, field)];
  if (apiVersion === '') return whole('error validating data: apiVersion not set', 'apiVersion');
  if (kind === '') return whole('error validating data: kind not set', 'kind');
  if (kind === 'List' && apiVersion === 'v1') return [];
  const resource = groupResourceOfKind(apiVersion, kind);
  if (resource === undefined) return whole(`no matches for kind "${kind}" in version "${apiVersion}"`, 'kind');
  const namespaced = resourceOfKind(apiVersion, kind)?.namespaced === true;
  const namespace = namespaced ? document.namespace || 'default' : undefined;
  const target = { resource, apiVersion, ...(namespace === undefined ? {} : { namespace }) };
  const standing = name === '' ? undefined : simulation.view().get(resource, namespace ?? '', name);
  const options = { dryRun: true, fieldValidation: 'Strict' as const, fieldManager: 'podarium-editor' };
  // What stands already is asked as `kubectl apply` would change it.
  const request: ApiRequest = standing === undefined
    ? { verb: 'create', ...target, body: object, options }
    : { verb: 'patch', patchType: 'strategic', ...target, name, body: object, options };
  return told(open, document, object, simulation.request(request));
}

function told(open: OpenManifests, document: ParsedDocument, object: JsonObject, response: ApiResponse): readonly Diagnostic[] {
  const place = (field: string): TextRange => open.rangeOf(document, field).mark;
  const warnings = response.warnings.map(message => at(place(fieldOf(message)), 'warning', message, fieldOf(message)));
  const notes = response.notes.map(note => at(place(note.field), 'note', note.message, note.field));
  if (!isStatus(response.body) || response.code < 400) return [...warnings, ...notes];
  const errors = causesOf(response.body, message => decodePlace(message, object, document.apiVersion, document.kind)).map(({ field, message }) => at(place(field), 'error', message, field));
  return [...errors, ...warnings];
}

/** The causes of a refusal, each with its field. A message without causes may name fields of its own. */
function causesOf(status: Status, placeOf: (message: string) => string): readonly { readonly field: string; readonly message: string }[] {
  const causes = status.details?.causes ?? [];
  const message = status.message ?? '';
  if (causes.length > 0) return causes.filter(({ field }, index) => causes.findIndex(each => each.field === field && each.message === causes[index]?.message) === index).map(cause => ({ field: cause.field, message: cause.message }));
  const unknown = [...message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)].map(([text, field]) => ({ field: field ?? '', message: text }));
  return unknown.length > 0 ? unknown : [{ field: placeOf(message) || fieldOf(message), message }];
}

/** The first thing in a message that looks like a path of this API: `spec.containers[0].image`. */
const fieldOf = (message: string): string => /\b(?:spec|metadata|data|status)(?:\.[A-Za-z][\w-]*|\[[^\]]+\])+/.exec(message)?.[0] ?? '';
