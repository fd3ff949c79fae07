/** Before the attempt: what the Pod asks for, and every node as it stands. The learner places the Pod first. */
import type { ReactNode } from 'react';
import { pick, type Picking } from '../../../session/index.ts';
import { isPickable } from '../flow/actions.ts';
import type { ScheduleQuestion } from '../project/schedule.ts';
import { PredictSwitch } from '../predict/PredictSwitch.tsx';
import './scheduler.css';

export function Question({ question, picking }: { readonly question: ScheduleQuestion; readonly picking: Picking }): ReactNode {
  return (
    <div className="sc-pane">
      <div className="sc-asks sc-wide">
        {question.pod !== '' && <><b>{question.pod}</b> {question.asks.length > 0 ? 'asks for' : picking.expected === '' ? 'asks for nothing special' : ''}</>}
        {question.asks.map((ask) => <span key={ask} className="sc-tag">{ask}</span>)}
        <span className="sc-right"><PredictSwitch /></span>
      </div>
      <ul className="sc-question">
        {question.rows.filter(({ node }) => isPickable(picking, node)).map(({ node, about }) => (
          <li key={node}><button type="button" data-machine={node} onClick={() => pick(node)}><code>{node}</code><span>{about}</span><span>Place it here</span></button></li>
        ))}
      </ul>
    </div>
  );
}
