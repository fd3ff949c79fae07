export { AuthorPanel, Glossary, LessonList, LessonPanel } from './late.tsx';
