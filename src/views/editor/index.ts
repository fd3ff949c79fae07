/** The manifest editor. */
export { Editor } from './Editor.tsx';
