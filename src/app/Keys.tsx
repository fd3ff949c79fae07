/** The keys of the page, by where they work. */
import type { ReactNode } from 'react';

const GROUPS: readonly (readonly [where: string, keys: readonly (readonly [keys: readonly string[], does: string])[]])[] = [
  ['Everywhere', [
    [['Ctrl', 'Enter'], 'apply the open manifest'],
    [['L'], 'the lessons'],
    [['G'], 'the words, each with a picture'],
    [['F'], 'from a lesson to free play and back'],
    [['?'], 'these keys'],
  ]],
  ['The story', [
    [['Space'], 'play or pause'],
    [['['], 'one step back'],
    [[']'], 'one step on'],
    [['Left'], 'on the timeline: back, step by step; Home goes to the first'],
  ]],
  ['The picture', [
    [['Enter'], 'goes into what has the focus'],
    [['Menu'], 'looks at it from here, as the other mouse button does'],
    [['Esc'], 'goes out again'],
  ]],
  ['The editor', [
    [['Ctrl', 'Space'], 'what may stand here'],
    [['Ctrl', '.'], 'what would mend a fault'],
    [['F2'], 'on a tab: another name'],
    [['Esc', 'Tab'], 'leaves the text'],
  ]],
  ['The terminal', [
    [['Tab'], 'completes'],
    [['Up'], 'the line before'],
    [['Ctrl', 'R'], 'looks for a line'],
    [['Ctrl', 'C'], 'stops a command'],
    [['Esc', 'Tab'], 'leaves the terminal'],
  ]],
  ['On a wall', [
    [['Space'], 'goes on; Left goes back'],
    [['.'], 'blanks the wall'],
    [['Esc'], 'ends it'],
  ]],
];

export const Keys = (): ReactNode => (
  <div className="keys">
    <h2>Keys</h2>
    {GROUPS.map(([where, keys]) => (
      <section key={where} aria-label={where}>
        <h3>{where}</h3>
        <dl>{keys.map(([names, does]) => <div key={does}><dt>{names.map(name => <kbd key={name}>{name}</kbd>)}</dt><dd>{does}</dd></div>)}</dl>
      </section>
    ))}
  </div>
);
