import { soon } from '../../ui/soon.tsx';

export const Inspector = soon(async () => (await import('./Inspector.tsx')).Inspector);
