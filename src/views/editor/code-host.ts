/** One Monaco editor over the files' models: ribbons, squiggles, lenses and the story's highlighter. Made late; React only hands it changes. */
import type { editor as monacoEditor, IDisposable } from 'monaco-editor/editor/editor.api.js';
import type { Issue } from './issues.ts';
import { applyTheme, LANGUAGE, prepareMonaco, type CodeEditor, type Monaco } from './monaco.ts';
import { registerLanguage, type FieldWords } from './language.ts';
import { fixesIn } from './fixes.ts';
import { pieceAround } from './outline.ts';
import { ribbons } from './ribbons.ts';
import type { LitLines } from './story-lines.ts';
import { heightOf, lensNode } from './lens.ts';

interface CodeEvents {
  changed(name: string, text: string): void;
  apply(): void;
}
/** Lines beyond the window that have their ribbons, too. */
const AROUND = 120;
const OWNER = 'podarium';
/** What a lens leaves free on its right. */
const LENS_MARGIN = 20;

/** A text field for a manifest and nothing more: what an editor of programs shows beside it would tell a learner of something else. */
const OPTIONS: monacoEditor.IStandaloneEditorConstructionOptions = {
  model: null,
  language: LANGUAGE,
  automaticLayout: true,
  fontLigatures: "'calt' off, 'zero' on",
  fontWeight: '430',
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 28,
  glyphMargin: false,
  folding: false,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  padding: { top: 8, bottom: 8 },
  renderLineHighlight: 'none',
  overviewRulerLanes: 0,
  hideCursorInOverviewRuler: true,
  overviewRulerBorder: false,
  scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8, useShadows: false },
  tabSize: 2,
  insertSpaces: true,
  detectIndentation: false,
  wordBasedSuggestions: 'off',
  suggest: { showIcons: false, showStatusBar: false },
  lightbulb: { enabled: 'off' as monacoEditor.ShowLightbulbIconMode },
  quickSuggestions: { other: true, comments: false, strings: true },
  guides: { indentation: false, bracketPairs: false },
  // Looking for a bracket's other half reads the whole of a long text.
  matchBrackets: 'never',
  unicodeHighlight: { ambiguousCharacters: false, invisibleCharacters: false },
  stickyScroll: { enabled: false },
  contextmenu: false,
  fixedOverflowWidgets: true,
  accessibilitySupport: 'auto',
  ariaLabel: 'Manifest. Escape and then Tab leaves the editor, Control Enter applies.',
  smoothScrolling: false,
  cursorBlinking: 'solid',
};

export class CodeHost {
  private readonly monaco: Monaco;
  private readonly editor: CodeEditor;
  private readonly marks: monacoEditor.IEditorDecorationsCollection;
  private readonly now: monacoEditor.IEditorDecorationsCollection;
  private readonly held: IDisposable[] = [];
  private readonly issues = new Map<string, readonly Issue[]>();
  private readonly states = new Map<string, monacoEditor.ICodeEditorViewState | null>();
  private zones: string[] = [];
  private active = '';
  private painting = 0;
  private silent = false;

  constructor(private readonly element: HTMLElement, private readonly events: CodeEvents, words: FieldWords, size: { readonly font: number; readonly line: number }) {
    this.monaco = prepareMonaco();
    applyTheme();
    this.editor = this.monaco.editor.create(element, {
      ...OPTIONS,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-code'),
      fontSize: size.font,
      lineHeight: size.line,
    });
    this.marks = this.editor.createDecorationsCollection();
    this.now = this.editor.createDecorationsCollection();
    this.editor.addCommand(this.monaco.KeyMod.CtrlCmd | this.monaco.KeyCode.Enter, () => this.events.apply());
    this.held.push(...registerLanguage(this.monaco, { words, issues: (uri) => this.issues.get(uri) ?? [] }));
    this.held.push(this.editor.onDidChangeModelContent(() => this.typed()));
    this.held.push(this.editor.onDidScrollChange((event) => event.scrollTopChanged && this.later()));
    // A strip that opens below takes lines away: never the one that is written.
    this.held.push(this.editor.onDidLayoutChange(() => this.keepCursor()));
    this.letTabLeave();
  }

  private keepCursor(): void {
    const at = this.editor.getPosition();
    if (at !== null && this.editor.hasTextFocus()) this.editor.revealPosition(at);
  }

  /** Tab writes; after Escape it goes on to the next part of the page, so that the keyboard is never caught here. */
  private letTabLeave(): void {
    const leaves = (on: boolean): void => this.editor.updateOptions({ tabFocusMode: on });
    this.held.push(
      this.editor.onKeyDown((event) => {
        if (event.keyCode === this.monaco.KeyCode.Escape) leaves(true);
        else if (![this.monaco.KeyCode.Tab, this.monaco.KeyCode.Shift].includes(event.keyCode)) leaves(false);
      }),
      this.editor.onDidBlurEditorText(() => leaves(false)),
    );
  }

  /** Shows a file; a text that came from elsewhere (a proposal, a terminal's redirect) can be undone. */
  show(name: string, text: string): void {
    const uri = this.monaco.Uri.parse(`inmemory://manifests/${encodeURIComponent(name)}`);
    const model = this.monaco.editor.getModel(uri) ?? this.monaco.editor.createModel(text, LANGUAGE, uri);
    model.updateOptions({ bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false } });
    this.silent = true;
    if (model.getValue() !== text) model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
    if (this.active !== name || this.editor.getModel() !== model) {
      if (this.active !== '') this.states.set(this.active, this.editor.saveViewState());
      this.active = name;
      this.clearZones();
      this.editor.setModel(model);
      const state = this.states.get(name);
      if (state) this.editor.restoreViewState(state);
    }
    this.silent = false;
    this.paint();
  }
  /** Forgets files that are closed. */
  keep(names: readonly string[]): void {
    const kept = new Set(names.map((name) => `inmemory://manifests/${encodeURIComponent(name)}`));
    for (const model of this.monaco.editor.getModels()) if (!kept.has(model.uri.toString(true)) && !kept.has(model.uri.toString()) && model !== this.editor.getModel()) model.dispose();
  }

  setIssues(issues: readonly Issue[]): void {
    const model = this.editor.getModel();
    if (!model) return;
    this.issues.set(model.uri.toString(), issues);
    const severity = { error: this.monaco.MarkerSeverity.Error, warning: this.monaco.MarkerSeverity.Warning, note: this.monaco.MarkerSeverity.Info };
    this.monaco.editor.setModelMarkers(
      model,
      OWNER,
      issues.slice(0, 200).map((issue) => ({
        severity: severity[issue.severity], message: issue.field === '' ? issue.message : `${issue.field}: ${issue.message}`, startLineNumber: issue.line,
        startColumn: issue.column, endLineNumber: issue.endLine, endColumn: issue.endColumn,
      })),
    );
    this.lenses(issues);
  }
  setLit(lines: readonly LitLines[]): void {
    this.now.set(lines.map(({ from, to }) => ({ range: new this.monaco.Range(from, 1, to, 1), options: { isWholeLine: true, className: 'ed-now', lineNumberClassName: 'ed-now-number' } })));
  }
  /** Brings a line into view, unless somebody is writing. */
  reveal(line: number): void {
    if (!this.editor.hasTextFocus()) this.editor.revealLineInCenterIfOutsideViewport(line);
  }
  goTo(line: number, column: number): void {
    this.editor.setPosition({ lineNumber: line, column });
    this.editor.revealLineInCenterIfOutsideViewport(line);
    this.editor.focus();
  }
  theme(): void {
    applyTheme();
  }
  fontSize(font: number, line: number): void {
    this.editor.updateOptions({ fontSize: font, lineHeight: line });
  }
  dispose(): void {
    cancelAnimationFrame(this.painting);
    for (const one of this.held) one.dispose();
    const model = this.editor.getModel();
    this.editor.dispose();
    model?.dispose();
  }

  private later(): void {
    cancelAnimationFrame(this.painting);
    this.painting = requestAnimationFrame(() => this.paint());
  }
  private typed(): void {
    this.later();
    const model = this.editor.getModel();
    if (!this.silent && model) this.events.changed(this.active, model.getValue());
  }
  /** Ribbons of the lines that are seen, and of some around them: a long text has more than a frame can draw. */
  private paint(): void {
    const model = this.editor.getModel();
    if (!model) return this.marks.clear();
    const seen = this.editor.getVisibleRanges();
    const [first, last] = [(seen[0]?.startLineNumber ?? 1) - AROUND, (seen[seen.length - 1]?.endLineNumber ?? 60) + AROUND];
    const Range = this.monaco.Range;
    const piece = pieceAround(model, first, last);
    this.marks.set(
      ribbons(piece.lines).flatMap(({ kind, ...own }) => {
        const [from, to] = [own.from + piece.first - 1, own.to + piece.first - 1];
        const [start, end] = [Math.max(from, first), Math.min(to, last)];
        const one = (line: number): monacoEditor.IModelDeltaDecoration => ({
          range: new Range(line, 1, line, 1),
          options: { linesDecorationsClassName: `ed-rib ed-rib-${kind} ${line === from ? 'ed-rib-a' : ''} ${line === to ? 'ed-rib-z' : ''}` },
        });
        return Array.from({ length: Math.max(0, end - start + 1) }, (_, i) => one(start + i));
      }),
    );
  }

  /** Up to five lenses; a message is read where the eye already is. */
  private lenses(issues: readonly Issue[]): void {
    const model = this.editor.getModel();
    if (!model) return;
    const byLine = new Map<number, Issue[]>();
    for (const issue of issues) if (issue.severity !== 'note') byLine.set(issue.line, [...(byLine.get(issue.line) ?? []), issue]);
    const width = this.editor.getLayoutInfo().contentWidth - LENS_MARGIN;
    this.editor.changeViewZones((zones) => {
      for (const id of this.zones) zones.removeZone(id);
      this.zones = [...byLine].slice(0, 5).map(([line, all]) => {
        const shown = all.slice(0, 3);
        const fixes = shown.flatMap((issue) => fixesIn(model, issue)).slice(0, 2);
        const domNode = lensNode(shown, fixes, (fix) => this.editor.executeEdits(OWNER, [{ range: new this.monaco.Range(fix.line, fix.column, fix.line, fix.endColumn), text: fix.text }]));
        // Monaco makes a zone as wide as the longest line; the lens keeps to what is seen.
        if (domNode.firstElementChild instanceof HTMLElement) domNode.firstElementChild.style.maxWidth = `${width}px`;
        return zones.addZone({ afterLineNumber: line, heightInPx: heightOf(domNode, this.element, width + LENS_MARGIN), domNode, suppressMouseDown: true });
      });
    });
  }
  private clearZones(): void {
    this.editor.changeViewZones((zones) => {
      for (const id of this.zones) zones.removeZone(id);
      this.zones = [];
    });
  }
}
