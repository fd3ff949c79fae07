/** Stage 1: the text of manifests -> documents, syntax issues, and where each field stands. The only home of the package `yaml`. */
import type { FieldPath, PathStep } from '../model/field-path.ts';
import { openText } from './parse.ts';
import type { ManifestIssue, ParsedDocument, ReadStep } from './parse.ts';
import type { LineTable } from './positions.ts';
import { rangeOfSteps, stepsOf } from './ranges.ts';
import type { FieldRange } from './ranges.ts';

export type { ParsedDocument } from './parse.ts';
export { parseFieldPath } from './ranges.ts';
export type { TextRange } from './positions.ts';
export { MAX_DOCUMENTS, MAX_TEXT, readFirst } from './parse.ts';
export { stringifyYaml } from './stringify.ts';
export { stringifyKyaml } from './kyaml.ts';
export { jsonProblem } from './json-document.ts';
export { resolvePlain } from './resolve.ts';

/** A text whose documents are read one by one, so that a long one can be read in slices, and the first of many alone. */
export interface OpenManifests {
  readonly text: string;
  readonly lines: LineTable;
  read(): Generator<ReadStep, void>;
  /** Where a field stands, or its nearest ancestor that is there. A path may be a FieldPath, steps, or a text such as `spec.containers[0].image`. */
  rangeOf(document: ParsedDocument, path: FieldPath | readonly PathStep[] | string): FieldRange;
}
export interface ParsedManifests extends Omit<OpenManifests, 'read'> {
  readonly documents: readonly ParsedDocument[];
  /** In order of documents; empty when the text can be sent as it is. */
  readonly issues: readonly ManifestIssue[];
}

/** Opens a text of manifests, separated by lines of `---`. Never throws, and neither does reading. */
export function openManifests(text: string): OpenManifests {
  const open = openText(text);
  return { ...open, rangeOf: (document, path) => rangeOfSteps(document, stepsOf(path), open.lines) };
}
/** Reads the whole of a text of manifests. */
export function parseManifests(text: string): ParsedManifests {
  const { read, ...open } = openManifests(text);
  const steps = [...read()];
  return { ...open, documents: steps.flatMap(({ document }) => document ?? []), issues: steps.flatMap(({ issues }) => issues) };
}
