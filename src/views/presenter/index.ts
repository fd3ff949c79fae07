export { PresenterView } from './late.tsx';
