/** The manifest editor. */
export { Editor } from './Editor.tsx';
export { examples, exampleText, type Example } from './examples.ts';
