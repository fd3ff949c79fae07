/** Stage 1: the text of manifests -> documents, syntax issues, and where each field stands. The only home of the package `yaml`. */
import type { FieldPath, PathStep } from '../model/field-path.ts';
import { parseText } from './parse.ts';
import type { ManifestIssue, ParsedDocument } from './parse.ts';
import type { LineTable } from './positions.ts';
import { rangeOfSteps, stepsOf } from './ranges.ts';
import type { FieldRange } from './ranges.ts';

export type { Duplicate, ManifestIssue, ManifestIssueCode, ParsedDocument } from './parse.ts';
export type { FieldRange } from './ranges.ts';
export { parseFieldPath } from './ranges.ts';
export type { LineTable, Position, TextRange } from './positions.ts';
export { lineTable, positionAt } from './positions.ts';
export { MAX_DOCUMENTS, MAX_TEXT } from './parse.ts';
export { byYamlKey, stringifyYaml } from './stringify.ts';
export { stringifyKyaml } from './kyaml.ts';
export { jsonProblem } from './json-document.ts';
export { resolvePlain } from './resolve.ts';

export interface ParsedManifests {
  readonly text: string;
  readonly lines: LineTable;
  readonly documents: readonly ParsedDocument[];
  /** In order of documents; empty when the text can be sent as it is. */
  readonly issues: readonly ManifestIssue[];
  /** Where a field stands, or its nearest ancestor that is there. A path may be a FieldPath, steps, or a text such as `spec.containers[0].image`. */
  rangeOf(document: ParsedDocument, path: FieldPath | readonly PathStep[] | string): FieldRange;
}

/** Reads a text of manifests, separated by lines of `---`. Never throws. */
export function parseManifests(text: string): ParsedManifests {
  const parsed = parseText(text);
  return { ...parsed, rangeOf: (document, path) => rangeOfSteps(document, stepsOf(path), parsed.lines) };
}
