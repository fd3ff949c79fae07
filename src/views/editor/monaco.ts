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

/** Monaco wants its colours as values: they are read from the tokens of the page. */
export function applyTheme(): void {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => sixDigits(style.getPropertyValue(name).trim());
  const dark = style.colorScheme.includes('dark');
  const plain = (name: string): string => colour(name).replace('#', '');
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
    colors: {
      'editor.background': colour('--surface'),
      'editor.foreground': colour('--ink'),
      'editorLineNumber.foreground': colour('--ink-3'),
      'editorLineNumber.activeForeground': colour('--ink'),
      'editorCursor.foreground': colour('--ink'),
      'editor.selectionBackground': `${colour('--line-2')}88`,
      'editor.inactiveSelectionBackground': `${colour('--line')}88`,
      'editor.lineHighlightBackground': '#00000000',
      'editor.lineHighlightBorder': '#00000000',
      'editorError.foreground': colour('--failed'),
      'editorWarning.foreground': colour('--warning'),
      'editorInfo.foreground': colour('--ink-3'),
      'editorIndentGuide.background1': '#00000000',
      'editorIndentGuide.activeBackground1': colour('--line'),
      'editorBracketMatch.background': colour('--sunken'),
      'editorBracketMatch.border': colour('--line-2'),
      'editorWidget.background': colour('--surface'),
      'editorWidget.border': colour('--line-2'),
      'editorHoverWidget.background': colour('--surface'),
      'editorHoverWidget.border': colour('--line-2'),
      'editorSuggestWidget.background': colour('--surface'),
      'editorSuggestWidget.border': colour('--line-2'),
      'editorSuggestWidget.foreground': colour('--ink'),
      'editorSuggestWidget.selectedBackground': colour('--sunken'),
      'editorSuggestWidget.selectedForeground': colour('--ink'),
      'editorSuggestWidget.highlightForeground': colour('--ink'),
      'editorSuggestWidget.focusHighlightForeground': colour('--ink'),
      'list.hoverBackground': colour('--sunken'),
      focusBorder: colour('--ink'),
      'widget.shadow': '#00000022',
      'scrollbarSlider.background': `${colour('--line-2')}88`,
      'scrollbarSlider.hoverBackground': colour('--line-2'),
      'input.background': colour('--surface'),
      'input.foreground': colour('--ink'),
      'input.border': colour('--line-2'),
    },
  });
  monaco.editor.setTheme('podarium');
}
export type Monaco = typeof monaco;
export type CodeEditor = monaco.editor.IStandaloneCodeEditor;
