/** The story under the picture: sentences, timeline and transport. It comes with its first showing. */
import { soon } from '../../ui/soon.tsx';

export const Story = soon(async () => (await import('./Story.tsx')).Story);
