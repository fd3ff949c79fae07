export { LessonList, LessonPanel } from './late.tsx';
