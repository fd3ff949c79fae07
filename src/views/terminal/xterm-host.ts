/** One xterm over the line editor and the session's commands. Loaded when the terminal is first seen; nothing else imports xterm. */
import { Terminal as Xterm } from '@xterm/xterm';
import { FitAddon } from '@xterm/addon-fit';
import '@xterm/xterm/css/xterm.css';
import { applyCompletion, goesOn, keysIn, newLine, press, type Completion, type LineAct, type LineState } from './line-editor.ts';
import { moveBarOnceAFrame } from './scroll-bar.ts';
import { markCommand, placeOfCommand, type Asked } from './signs.ts';
import { columns, pieces, printable } from './printable.ts';
import { listing, themeOf } from './xterm-look.ts';

export interface RunningCommand {
  /** A line for the command's standard input; null is its end. */
  write(line: string | null): void;
  interrupt(): void;
  readonly done: Promise<number>;
  /** What it asked the API server, once it is done; null for nothing. */
  asked(): Asked | null;
}
/** What a command can do to the screen. */
export interface CommandScreen {
  print(text: string): void;
  /** It asks for a line of what is typed. */
  listen(): void;
  clear(): void;
}
export interface TerminalSession {
  run(line: string, screen: CommandScreen): RunningCommand;
  complete(line: string, cursor: number): Promise<Completion>;
  /** Lines typed before, oldest first. */
  history(): readonly string[];
  remember(line: string): void;
}

const PROMPT = '$ ';
/** Ink of the person's words, of the prompt, and of everything else: colours of the theme below. */
const TYPED = '\x1b[1;97m';
const QUIET = '\x1b[90m';
const PLAIN = '\x1b[0m';
/** Commands that talk with a person. */
const LISTENS = /(?:^|\s)(?:-it|-ti|-i|--stdin|attach|port-forward|edit|edit-last-applied|vi|nano|-f ?-|--filename=-)(?:\s|=|$)/;
/** A terminal in a container. */
const TTY = /\s(?:-it|-ti|--tty|-t)(?:\s|=|$)/;
/** What a paste may bring, and how much output is kept waiting at most. */
const MAX_PASTE = 1_000_000;
const MAX_HISTORY = 500;
const FRAME_MS = 16;
/** Characters that are written at a time: between pieces xterm lets the page draw. */
const PIECE = 16_000;

export class XtermHost {
  private readonly xterm: Xterm;
  private readonly fit = new FitAddon();
  private readonly watch: ResizeObserver;
  private history: string[];
  private line: LineState;
  /** Lines of a command that goes on. */
  private before = '';
  private running: RunningCommand | null = null;
  private waiting: string[] = [];
  private pasting: string | null = null;
  /** Rows from the prompt's row down to the cursor's. */
  private cursorRow = 0;
  /** Columns of the line that was ended last, its prompt included. */
  private lastColumns = 0;
  /** Output after its last newline: the words before what is typed, as a program's own prompt is. */
  private partial = '';
  /** The running command listens to what is typed. */
  private listens = false;
  /** What runs has a prompt of its own. */
  private atShell = false;
  /** Keys that came while names are being looked up; a quick hand's Enter waits for them. */
  private held: string[] | null = null;
  private ahead: string[] = [];
  private flushedAt = 0;

  constructor(private readonly element: HTMLElement, private readonly session: TerminalSession, screenReader: boolean, scale: number) {
    this.history = [...session.history()].slice(-MAX_HISTORY);
    this.line = newLine(this.history);
    const style = getComputedStyle(document.documentElement);
    this.xterm = new Xterm({
      fontFamily: style.getPropertyValue('--font-code'),
      fontSize: 12 * scale,
      lineHeight: 1.13,
      fontWeight: 430,
      fontWeightBold: 600,
      cursorStyle: 'block',
      cursorBlink: false,
      scrollback: 5000,
      allowProposedApi: true, // decorations, for the markers beside commands
      convertEol: false,
      screenReaderMode: screenReader,
      drawBoldTextInBrightColors: false,
      theme: themeOf(style),
    });
    this.xterm.loadAddon(this.fit);
    this.xterm.open(element);
    moveBarOnceAFrame(this.xterm);
    this.xterm.textarea?.setAttribute('aria-label', 'Terminal: type a kubectl command');
    // Bracketed paste, so that a pasted text is told from typed keys.
    this.xterm.write('\x1b[?2004h');
    this.xterm.onData((data) => this.received(data));
    this.xterm.attachCustomKeyEventHandler((event) => this.letThrough(event));
    this.watch = new ResizeObserver(() => this.fitNow());
    this.watch.observe(element);
    this.fitNow();
    this.prompt();
  }

  focus(): void {
    this.xterm.focus();
  }
  theme(): void {
    this.xterm.options.theme = themeOf(getComputedStyle(document.documentElement));
  }
  screenReader(on: boolean): void {
    this.xterm.options.screenReaderMode = on;
  }
  /** Types a command, and runs it when told so, as a click on a suggestion does. One that is still running is ended first. */
  type(text: string, run: boolean): void {
    if (this.running) {
      const running = this.running;
      this.interrupt();
      return void running.done.then(() => this.type(text, run));
    }
    this.line = { ...newLine(this.history), text, cursor: text.length };
    this.draw();
    if (run) this.act('submit');
    else this.focus();
  }
  /** Another cluster begins: what the terminal said of the one before moves up, out of sight, and a ruled line names the new one. */
  rule(whole: string): void {
    this.flush();
    const { rows, cols } = this.xterm;
    // Where the title has no room its number says enough.
    const name = columns(whole) > cols - 7 ? (whole.split(':')[0] ?? '') : whole;
    this.xterm.write(`${this.erased()}${'\r\n'.repeat(rows)}\x1b[H${QUIET}── ${printable(name)} ──${PLAIN}\r\n`);
    this.prompt();
  }
  dispose(): void {
    this.watch.disconnect();
    this.running?.interrupt();
    this.xterm.dispose();
  }

  private fitNow(): void {
    if (this.element.clientWidth > 40 && this.element.clientHeight > 20) this.fit.fit();
  }
  /** Ctrl-C copies where something is selected; Escape leaves the terminal for the keyboard's way round the page. */
  private letThrough(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true;
    if (event.ctrlKey && event.key === 'c' && this.xterm.hasSelection()) return false;
    if ((event.ctrlKey || event.metaKey) && (event.key === 'v' || event.key === 'Enter')) return false;
    return !(event.key === 'Tab' && (event.shiftKey || (this.line.text === '' && this.running === null)));
  }

  private received(data: string): void {
    if (this.pasting !== null || data.includes('\x1b[200~')) return this.pasted(data);
    for (const key of keysIn(data)) this.key(key);
  }
  private pasted(data: string): void {
    const text = (this.pasting ?? '') + data;
    const end = text.indexOf('\x1b[201~');
    if (text.length > MAX_PASTE) {
      this.pasting = end < 0 ? '' : null;
      return this.say('That is more than 1 MB: put it into a file of the editor, and apply the file.');
    }
    this.pasting = end < 0 ? text : null;
    if (end < 0) return;
    const inner = text.slice(text.indexOf('\x1b[200~') + 6, end).replace(/\r\n?/g, '\n');
    const lines = inner.split('\n');
    lines.forEach((line, i) => {
      const plain = line.replace(/\t/g, '  ');
      if (plain !== '') this.key(printable(plain));
      if (i < lines.length - 1) this.key('\r');
    });
  }

  private key(data: string): void {
    if (this.held !== null) return void this.held.push(data);
    if (this.running && data === '\x03') return this.interrupt();
    const step = press(this.line, this.history, data);
    const changed = step.state !== this.line;
    this.line = step.state;
    if (changed) this.draw();
    this.act(step.act);
  }
  private act(act: LineAct): void {
    if (act === 'submit') this.submit();
    else if (act === 'interrupt') this.abandon();
    else if (act === 'end') this.running?.write(null);
    else if (act === 'clear') this.clear();
    else if (act === 'complete' && this.running === null) void this.complete();
  }

  private submit(): void {
    this.endLine();
    const text = this.line.text;
    this.line = newLine(this.history);
    if (this.running) {
      this.partial = '';
      if (this.listens) {
        this.draw();
        return void this.running.write(text);
      }
      this.ahead.push(text);
      return;
    }
    const whole = this.before === '' ? text : `${this.before}\n${text}`;
    if (goesOn(whole)) {
      this.before = whole;
      return this.prompt();
    }
    this.before = '';
    if (whole.trim() === '') return this.prompt();
    if (this.history[this.history.length - 1] !== whole) {
      this.history = [...this.history, whole].slice(-MAX_HISTORY);
      this.session.remember(whole);
    }
    if (whole.trim() === 'clear') return this.clear();
    this.start(whole);
  }
  private start(line: string): void {
    this.partial = '';
    this.listens = LISTENS.test(line);
    this.atShell = TTY.test(line);
    const place = placeOfCommand(this.xterm, this.lastColumns);
    const running: RunningCommand = this.session.run(line.replace(/\\\n/g, ' '), { print: (text) => this.print(text), listen: () => this.listen(running), clear: () => this.wipe() });
    this.running = running;
    this.line = newLine(this.history);
    this.cursorRow = 0;
    if (this.listens) this.draw();
    const end = (): void => {
      if (this.running !== running) return;
      this.flush();
      this.running = null;
      this.xterm.write(this.erased());
      if (this.partial !== '') this.xterm.write(`${PLAIN}${printable(this.partial)}\r\n`);
      this.partial = '';
      // What was typed ahead stays, as in any terminal.
      const { text, cursor } = this.line;
      this.line = { ...newLine(this.history), text, cursor };
      this.prompt();
      markCommand(this.xterm, place, running.asked());
      this.next();
    };
    running.done.then(end, end);
  }
  /** The next of the lines that were entered while a command ran and did not listen: a paste of several, or a quick hand. */
  private next(): void {
    for (let text = this.ahead.shift(); text !== undefined; text = this.running === null ? this.ahead.shift() : undefined) {
      this.line = { ...newLine(this.history), text, cursor: text.length };
      this.draw();
      this.act('submit');
    }
  }
  /** The running command asks for what is typed; what was entered before goes to it first. */
  private listen(running: RunningCommand): void {
    if (this.running !== running || this.listens) return;
    this.listens = true;
    for (const text of this.ahead) running.write(text);
    this.ahead = [];
    this.draw();
  }
  private interrupt(): void {
    this.ahead = [];
    this.xterm.write(`${PLAIN}^C\r\n`);
    this.cursorRow = 0;
    this.partial = '';
    this.line = newLine(this.history);
    this.running?.interrupt();
  }
  private abandon(): void {
    this.xterm.write(`${PLAIN}^C\r\n`);
    this.before = '';
    this.line = newLine(this.history);
    this.prompt();
  }
  /** Empties the screen; what was on its way there is gone, too. */
  private wipe(): void {
    this.waiting = [];
    this.partial = '';
    this.xterm.write('\x1b[2J\x1b[H');
    this.cursorRow = 0;
  }
  private clear(): void {
    this.xterm.clear();
    this.wipe();
    if (this.running === null) this.draw();
  }

  private async complete(): Promise<void> {
    const asked = this.line;
    this.held = [];
    const found = await this.session.complete(asked.text, asked.cursor).catch((): Completion => ({ from: asked.cursor, candidates: [] }));
    const keys = this.held;
    this.held = null;
    if (this.line === asked && this.running === null) this.completed(asked, found);
    for (const key of keys) this.key(key);
  }
  private completed(asked: LineState, found: Completion): void {
    const { state, list } = applyCompletion(asked, found);
    if (list.length > 0) {
      this.endLine();
      this.xterm.write(`${PLAIN}${printable(listing(list.slice(0, 200), this.xterm.cols))}\r\n`);
      this.cursorRow = 0;
    }
    this.line = state;
    this.draw();
  }

  /** Output comes in one write a frame, however many pieces it arrives in; what comes after a pause is written at once. */
  private print(text: string): void {
    if (text === '') return;
    this.waiting.push(text);
    if (this.waiting.length > 1) return;
    if (performance.now() - this.flushedAt > FRAME_MS) queueMicrotask(() => this.flush());
    else requestAnimationFrame(() => this.flush());
  }
  /** Whole lines go above what is being typed; the rest stands before it. */
  private flush(): void {
    const text = this.partial + this.waiting.join('');
    if (this.waiting.length === 0) return;
    this.waiting = [];
    this.flushedAt = performance.now();
    const end = text.lastIndexOf('\n') + 1;
    this.partial = text.slice(end);
    this.xterm.write(`${this.erased()}${PLAIN}`);
    for (const piece of pieces(printable(text.slice(0, end)), PIECE)) this.xterm.write(piece);
    if (this.partial !== '' || this.line.text !== '' || this.listens) this.draw();
  }
  /** Takes away the line that is being typed, to be drawn again below. */
  private erased(): string {
    const up = this.cursorRow > 0 ? `\x1b[${this.cursorRow}A` : '';
    this.cursorRow = 0;
    return `${up}\r\x1b[J`;
  }
  private say(text: string): void {
    this.endLine();
    this.xterm.write(`${QUIET}${text}${PLAIN}\r\n`);
    this.line = newLine(this.history);
    this.prompt();
  }

  private prompt(): void {
    this.cursorRow = 0;
    this.draw();
  }
  private promptText(): string {
    if (this.running) return this.partial !== '' ? printable(this.partial) : this.listens && !this.atShell ? '> ' : '';
    if (this.line.search !== null) return `(search) ${this.line.search}: `;
    return this.before === '' ? PROMPT : '> ';
  }
  /** Writes the prompt and the line again, over what stood there, and puts the cursor where it belongs. */
  private draw(): void {
    const { cols } = this.xterm;
    const prompt = this.promptText();
    const { text, cursor } = this.line;
    const up = this.cursorRow > 0 ? `\x1b[${this.cursorRow}A` : '';
    const end = columns(prompt + text);
    const at = columns(prompt + text.slice(0, cursor));
    const endRow = Math.floor(end / cols);
    const row = Math.floor(at / cols);
    // A line that fills its row exactly leaves the cursor on it: a blank moves it on.
    const fill = end > 0 && end % cols === 0 ? ' \r' : '';
    const back = endRow - row > 0 ? `\x1b[${endRow - row}A` : '';
    this.xterm.write(`${up}\r\x1b[J${QUIET}${prompt}${TYPED}${text}${PLAIN}${fill}${back}\r${at % cols > 0 ? `\x1b[${at % cols}C` : ''}`);
    this.cursorRow = row;
  }
  private endLine(): void {
    this.line = { ...this.line, cursor: this.line.text.length, search: null };
    this.lastColumns = columns(this.promptText() + this.line.text);
    this.draw();
    this.xterm.write('\r\n');
    this.cursorRow = 0;
  }
}
