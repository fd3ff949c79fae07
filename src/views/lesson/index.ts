export { AuthorPanel, LessonList, LessonPanel } from './late.tsx';
