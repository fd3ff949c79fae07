export { AuthorPanel, Glossary, LessonList, LessonPanel, Workbench } from './late.tsx';
