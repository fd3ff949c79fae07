/** Presenting in front of a class. It comes when somebody presents. */
export { PresenterView } from './late.tsx';
