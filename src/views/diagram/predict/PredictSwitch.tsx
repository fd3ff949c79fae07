/** The switch that makes the story wait before each attempt of the scheduler. */
import type { ReactNode } from 'react';
import { predictFirst, useSession } from '../../../session/index.ts';

export function PredictSwitch(): ReactNode {
  const on = useSession((state) => state.predictFirst);
  return <button
    type="button" className="vw-button" aria-pressed={on} title="The story waits before the scheduler decides, so that you can place the Pod first"
    onClick={() => predictFirst(!on)}
  >Predict first</button>;
}
