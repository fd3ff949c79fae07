/** Completion and hover from the API's facts, quick fixes from the server's messages. One registration serves every editor. */
import type { languages, editor as monacoEditor, IDisposable, Position } from 'monaco-editor/editor/editor.api.js';
import type { Issue } from './issues.ts';
import { LANGUAGE, type Monaco } from './monaco.ts';
import { cursorPlace, kindsOf, pathText, pieceAround, type Path } from './outline.ts';
import { fieldAt, fieldsAt, knownKinds, type FieldInfo } from './schema.ts';
import type { FieldMeaning } from '../../session/index.ts';
import { fixesIn } from './fixes.ts';

/** What a field means, in words: asked for when someone hovers. */
export interface FieldWords {
  (apiVersion: string, kind: string, path: Path): Promise<FieldMeaning>;
}
interface LanguageHost {
  readonly words: FieldWords;
  /** What the last dry run of this text said. */
  issues(uri: string): readonly Issue[];
}

function insertOf(field: FieldInfo): string {
  if (field.nested === 'list') return `${field.name}:\n  - $0`;
  if (field.nested === 'object') return `${field.name}:\n  $0`;
  return `${field.name}: $0`;
}

function suggestions(monaco: Monaco, model: monacoEditor.ITextModel, position: Position): languages.CompletionItem[] {
  const piece = pieceAround(model, position.lineNumber, position.lineNumber);
  const at = position.lineNumber - piece.first;
  const row = piece.text[at] ?? '';
  const before = [...piece.text.slice(0, at), row.slice(0, position.column - 1)].join('\n');
  const after = [row.slice(position.column - 1), ...piece.text.slice(at + 1)].join('\n');
  const place = cursorPlace(before, after);
  const word = model.getWordUntilPosition(position);
  const range = { startLineNumber: position.lineNumber, endLineNumber: position.lineNumber, startColumn: word.startColumn, endColumn: word.endColumn };
  const { apiVersion, kind } = kindsOf(piece.lines)[place.document] ?? { apiVersion: '', kind: '' };
  const kinds = monaco.languages.CompletionItemKind;
  if (place.key !== '') return valuesOf(place.parent, place.key, apiVersion, kind).map((value, i) => ({ label: value, kind: kinds.EnumMember, insertText: value, range, sortText: `${i}`.padStart(3, '0') }));
  return fieldsAt(apiVersion, kind, place.parent)
    .filter((field) => !place.siblings.includes(field.name) && field.name !== 'status')
    .map((field) => ({
      label: { label: field.name, description: field.type },
      kind: kinds.Field,
      detail: field.required ? `${field.type}, required` : field.type,
      insertText: insertOf(field),
      insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
      range,
      sortText: `${field.required ? 0 : 1}${field.name}`,
    }));
}
function valuesOf(parent: Path, key: string, apiVersion: string, kind: string): readonly string[] {
  if (parent.length === 0 && key === 'kind') return [...new Set(knownKinds.filter((one) => apiVersion === '' || one.apiVersion === apiVersion).map((one) => one.kind))].sort();
  if (parent.length === 0 && key === 'apiVersion') return [...new Set(knownKinds.filter((one) => kind === '' || one.kind === kind).map((one) => one.apiVersion))].sort();
  return fieldAt(apiVersion, kind, [...parent, key])?.values ?? [];
}

async function hoverAt(host: LanguageHost, model: monacoEditor.ITextModel, position: Position): Promise<languages.Hover | null> {
  const { first, lines } = pieceAround(model, position.lineNumber, position.lineNumber);
  const line = lines[position.lineNumber - first];
  if (!line || line.key === '' || position.column < line.column || position.column > line.column + line.key.length) return null;
  const { apiVersion = '', kind = '' } = kindsOf(lines)[line.document] ?? {};
  const field = fieldAt(apiVersion, kind, line.path);
  if (!field) return null;
  const words = await host.words(apiVersion, kind, line.path);
  const fallback = field.fallback === '' ? words.fallback : field.fallback;
  const facts = [
    `**${pathText(line.path)}**  ${field.type}`, field.required ? 'required' : '', fallback === '' ? '' : `default ${fallback}`,
    field.values.length > 0 ? `one of ${field.values.join(', ')}` : '',
  ].filter((text) => text !== '');
  const contents = [{ value: facts.join(' · ') }, ...(words.text === '' ? [] : [{ value: words.text }]), ...(words.note === '' ? [] : [{ value: `*${words.note}*` }])];
  return { range: { startLineNumber: position.lineNumber, endLineNumber: position.lineNumber, startColumn: line.column, endColumn: line.column + line.key.length }, contents };
}

function actions(host: LanguageHost, model: monacoEditor.ITextModel, from: number, to: number): languages.CodeAction[] {
  return host
    .issues(model.uri.toString())
    .filter((issue) => issue.line <= to && issue.endLine >= from)
    .flatMap((issue) => fixesIn(model, issue))
    .map((fix) => ({
      title: fix.title,
      kind: 'quickfix',
      isPreferred: true,
      edit: { edits: [{ resource: model.uri, versionId: undefined, textEdit: { range: { startLineNumber: fix.line, endLineNumber: fix.line, startColumn: fix.column, endColumn: fix.endColumn }, text: fix.text } }] },
    }));
}

export function registerLanguage(monaco: Monaco, host: LanguageHost): IDisposable[] {
  return [
    monaco.languages.registerCompletionItemProvider(LANGUAGE, { triggerCharacters: [' '], provideCompletionItems: (model, position) => ({ suggestions: suggestions(monaco, model, position) }) }),
    monaco.languages.registerHoverProvider(LANGUAGE, { provideHover: (model, position) => hoverAt(host, model, position) }),
    monaco.languages.registerCodeActionProvider(LANGUAGE, { provideCodeActions: (model, range) => ({ actions: actions(host, model, range.startLineNumber, range.endLineNumber), dispose: () => undefined }) }),
  ];
}
