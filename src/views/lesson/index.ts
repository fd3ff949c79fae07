/** Lessons, glossary, workbench and authoring. Each comes with its first showing. */
export { AuthorPanel, Glossary, LessonList, LessonPanel, Workbench } from './late.tsx';
