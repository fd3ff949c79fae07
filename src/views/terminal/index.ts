/** The terminal panel. */
export { Terminal } from './Terminal.tsx';
