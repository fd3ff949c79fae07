import { soon } from '../../ui/soon.tsx';

export const Story = soon(async () => (await import('./Story.tsx')).Story);
