/** The lesson panel and the list of lessons, loaded when first opened: the page's first paint needs neither. */
import { lazy, Suspense, type ReactNode } from 'react';
import { useSession } from '../../session/index.ts';
import type { ListProps } from './LessonList.tsx';

const Panel = lazy(async () => ({ default: (await import('./LessonPanel.tsx')).LessonPanel }));
const List = lazy(async () => ({ default: (await import('./LessonList.tsx')).LessonList }));

const Workshop = lazy(async () => ({ default: (await import('./author/AuthorPanel.tsx')).AuthorPanel }));

export const AuthorPanel = (): ReactNode => <Suspense fallback={null}><Workshop /></Suspense>;
const Bench = lazy(async () => ({ default: (await import('./workbench/Workbench.tsx')).Workbench }));
const Words = lazy(async () => ({ default: (await import('./glossary/Glossary.tsx')).Glossary }));

/** Above the picture, in lessons that begin before Kubernetes. */
export function Workbench(): ReactNode {
  const wanted = useSession(({ lesson }) => (lesson?.lesson.workbench.length ?? 0) > 0);
  return wanted ? <Suspense fallback={null}><Bench /></Suspense> : null;
}
export const Glossary = (props: { readonly onOpen?: () => void }): ReactNode => <Suspense fallback={null}><Words {...props} /></Suspense>;
export const LessonPanel = (props: { readonly onMap: () => void }): ReactNode => <Suspense fallback={null}><Panel {...props} /></Suspense>;
export const LessonList = (props: ListProps): ReactNode => <Suspense fallback={null}><List {...props} /></Suspense>;
