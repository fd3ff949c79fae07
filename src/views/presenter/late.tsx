/** The presenter's layout, loaded when somebody presents. */
import { lazy, Suspense, type ReactNode } from 'react';

const Wall = lazy(async () => ({ default: (await import('./Wall.tsx')).Wall }));

/** `picture` is what the wall shows large; views do not know one another. */
export const PresenterView = ({ picture }: { readonly picture: ReactNode }): ReactNode => <Suspense fallback={null}><Wall picture={picture} /></Suspense>;
