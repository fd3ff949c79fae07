/** Monaco, in parts and late: the editor's core, what an editor of manifests needs, YAML in black and grey. Nothing else imports it. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import 'monaco-editor/editor/browser/coreCommands.js';
import 'monaco-editor/editor/contrib/bracketMatching/browser/bracketMatching.js';
import 'monaco-editor/editor/contrib/clipboard/browser/clipboard.js';
import 'monaco-editor/editor/contrib/codeAction/browser/codeActionContributions.js';
import 'monaco-editor/editor/contrib/comment/browser/comment.js';
import 'monaco-editor/editor/contrib/cursorUndo/browser/cursorUndo.js';
import 'monaco-editor/editor/contrib/find/browser/findController.js';
import 'monaco-editor/editor/contrib/gotoError/browser/gotoError.js';
import 'monaco-editor/editor/contrib/hover/browser/hoverContribution.js';
import 'monaco-editor/editor/contrib/indentation/browser/indentation.js';
import 'monaco-editor/editor/contrib/linesOperations/browser/linesOperations.js';
import 'monaco-editor/editor/contrib/multicursor/browser/multicursor.js';
import 'monaco-editor/editor/contrib/smartSelect/browser/smartSelect.js';
import 'monaco-editor/editor/contrib/snippet/browser/snippetController2.js';
import 'monaco-editor/editor/contrib/suggest/browser/suggestController.js';
import 'monaco-editor/editor/contrib/toggleTabFocusMode/browser/toggleTabFocusMode.js';
import 'monaco-editor/editor/contrib/wordOperations/browser/wordOperations.js';

declare global {
  interface Window {
    MonacoEnvironment?: { getWorker(): Worker };
  }
}

export const LANGUAGE = 'yaml';

/** Keys grey, values dark, marks pale: colour is kept for the things in the gutter. */
const tokens: monaco.languages.IMonarchLanguage = {
  tokenizer: {
    root: [
      [/^\s*---.*$/, 'comment'],
      [/(^|\s)#.*$/, 'comment'],
      [/("(?:[^"\\]|\\.)*"|'(?:[^']|'')*')(\s*:)(?=\s|$)/, ['key', 'mark']],
      [/([^\s#:,[\]{}"'|>&*!-][^:#,[\]{}]*|-[^\s:][^:]*)(:)(?=\s|$)/, ['key', 'mark']],
      [/-(?=\s|$)/, 'mark'],
      [/[|>][-+0-9]*\s*$/, { token: 'mark', next: '@block.$S0' }],
      [/[[\]{},]/, 'mark'],
      [/"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?/, 'value'],
      [/[&*!][^\s,[\]{}]*/, 'mark'],
      [/[^\s#,[\]{}]+/, 'value'],
    ],
    // How deep the text stands is not known here: it ends where a key begins.
    block: [
      [/^\s*(?:- )?[A-Za-z][\w./-]*:(?=\s|$)/, { token: '@rematch', next: '@pop' }],
      [/^\s*---.*$/, { token: '@rematch', next: '@pop' }],
      [/.+/, 'value'],
    ],
  },
};

let ready = false;
export function prepareMonaco(): typeof monaco {
  if (ready) return monaco;
  ready = true;
  window.MonacoEnvironment = { getWorker: () => new EditorWorker() };
  monaco.languages.register({ id: LANGUAGE, extensions: ['.yaml', '.yml', '.json'] });
  monaco.languages.setMonarchTokensProvider(LANGUAGE, tokens);
  monaco.languages.setLanguageConfiguration(LANGUAGE, {
    comments: { lineComment: '#' },
    brackets: [['{', '}'], ['[', ']']],
    autoClosingPairs: [{ open: '{', close: '}' }, { open: '[', close: ']' }, { open: '"', close: '"' }, { open: "'", close: "'" }],
    onEnterRules: [{ beforeText: /:\s*$/, action: { indentAction: monaco.languages.IndentAction.Indent } }],
  });
  return monaco;
}

/** A build may have shortened `#FFFFFF` to `#fff`, which Monaco does not read. */
const sixDigits = (colour: string): string => (/^#[0-9a-f]{3}$/i.test(colour) ? colour.replace(/[0-9a-f]/gi, "$&$&") : colour);

/** Parts of Monaco by the token of the page that colours them; with an alpha where they let the text through. */
const COLOURS: Readonly<Record<string, string>> = {
  'editor.background': '--surface',
  'editor.foreground': '--ink',
  'editorLineNumber.foreground': '--ink-3',
  'editorLineNumber.activeForeground': '--ink',
  'editorCursor.foreground': '--ink',
  'editor.selectionBackground': '--line-2 88',
  'editor.inactiveSelectionBackground': '--line 88',
  'editorError.foreground': '--failed',
  'editorWarning.foreground': '--warning',
  'editorInfo.foreground': '--ink-3',
  'editorIndentGuide.activeBackground1': '--line',
  'editorBracketMatch.background': '--sunken',
  'editorBracketMatch.border': '--line-2',
  'editorWidget.background': '--surface',
  'editorWidget.border': '--line-2',
  'editorHoverWidget.background': '--surface',
  'editorHoverWidget.border': '--line-2',
  'editorSuggestWidget.background': '--surface',
  'editorSuggestWidget.border': '--line-2',
  'editorSuggestWidget.foreground': '--ink',
  'editorSuggestWidget.selectedBackground': '--sunken',
  'editorSuggestWidget.selectedForeground': '--ink',
  'editorSuggestWidget.highlightForeground': '--ink',
  'editorSuggestWidget.focusHighlightForeground': '--ink',
  'list.hoverBackground': '--sunken',
  focusBorder: '--ink',
  'scrollbarSlider.background': '--line-2 88',
  'scrollbarSlider.hoverBackground': '--line-2',
  'input.background': '--surface',
  'input.foreground': '--ink',
  'input.border': '--line-2',
};
/** What the page does not show of Monaco, and its shadow. */
const NO_COLOURS: Readonly<Record<string, string>> = {
  'editor.lineHighlightBackground': '#00000000',
  'editor.lineHighlightBorder': '#00000000',
  'editorIndentGuide.background1': '#00000000',
  'widget.shadow': '#00000022',
};

/** Monaco wants its colours as values: they are read from the tokens of the page. */
export function applyTheme(): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => sixDigits(style.getPropertyValue(name).trim());
  const dark = style.colorScheme.includes('dark');
  const plain = (name: string): string => colour(name).replace('#', '');
  const translucent = (token: string): string => `${colour(token.split(' ')[0] ?? '')}${token.split(' ')[1] ?? ''}`;
  monaco.editor.defineTheme('podarium', {
    base: dark ? 'vs-dark' : 'vs',
    inherit: false,
    rules: [
      { token: '', foreground: plain('--ink') },
      { token: 'key', foreground: plain('--ink-2') },
      { token: 'mark', foreground: plain('--ink-3') },
      { token: 'value', foreground: plain('--ink'), fontStyle: 'bold' },
      { token: 'comment', foreground: plain('--ink-3'), fontStyle: 'italic' },
    ],
    colors: { ...NO_COLOURS, ...Object.fromEntries(Object.entries(COLOURS).map(([part, token]) => [part, translucent(token)])) },
  });
  monaco.editor.setTheme('podarium');
}
export type Monaco = typeof monaco;
export type CodeEditor = monaco.editor.IStandaloneCodeEditor;
