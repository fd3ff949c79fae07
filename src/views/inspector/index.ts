/** The inspector: whatever is selected, in all its words. It comes with its first showing. */
import { soon } from '../../ui/soon.tsx';

export const Inspector = soon(async () => (await import('./Inspector.tsx')).Inspector);
