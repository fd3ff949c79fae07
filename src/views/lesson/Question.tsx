/** A question before its answer is shown: the choice, then who was right, with a word to the belief behind the choice. */
import { useId, type ReactNode } from 'react';
import { Glyph } from '../../ui/glyph.tsx';
import type { Option, Reveal } from '../../session/lesson-play.ts';
import { Inlines, Prose } from './Prose.tsx';

export interface QuestionProps {
  readonly text: string;
  readonly options: readonly Option[];
  readonly chosen: readonly number[];
  readonly reveal: Reveal;
  /** What is to happen before the answer shows; '' where nothing is. */
  readonly waitsFor: string;
  onChoose(option: number): void;
}

function Verdict({ options, chosen, elsewhere }: { readonly options: readonly Option[]; readonly chosen: readonly number[]; readonly elsewhere: boolean }): ReactNode {
  const right = chosen.every(at => options[at]?.right === true);
  const replies = chosen.flatMap(at => (options[at]?.reply ? [options[at].reply] : []));
  const answers = options.filter(option => option.right);
  return (
    <div className="l-verdict" role="status">
      {elsewhere && <p>Your cluster has gone a way of its own, so it cannot show this one. In the lesson’s own run it came out like this:</p>}
      {replies.map(reply => <Prose key={reply} text={reply} />)}
      {right && replies.length === 0 && <p>Yes, that is it.</p>}
      {!right && answers.map(({ text, reply }) => <p key={text}>What happens: <b><Inlines text={text} /></b>. {reply === '' ? '' : <Inlines text={reply.replace(/^Yes[.:,]\s*/, '')} />}</p>)}
    </div>
  );
}

export function Question({ text, options, chosen, reveal, waitsFor, onChoose }: QuestionProps): ReactNode {
  const id = useId();
  const answered = chosen.length > 0;
  const over = reveal !== 'open';
  return (
    <section className="l-ask" aria-labelledby={id}>
      <div id={id} className="l-question"><Prose text={text} /></div>
      <div className="l-options" role="radiogroup" aria-labelledby={id}>
        {options.map((option, at) => {
          const mine = chosen.includes(at);
          return (
            <button key={option.text} type="button" role="radio" aria-checked={mine} disabled={over} data-right={(over && option.right) || undefined} onClick={() => onChoose(at)}>
              <span className="l-sign">{over && option.right ? <Glyph name="check" size={14} /> : mine ? <Glyph name={over ? 'close' : 'flag'} size={14} /> : null}</span>
              <span><Inlines text={option.text} /></span>
              {mine && <small>your guess</small>}
            </button>
          );
        })}
      </div>
      {over ? <Verdict options={options} chosen={chosen} elsewhere={reveal === 'elsewhere'} /> : answered && <p className="l-wait" role="status">{waitsFor}</p>}
    </section>
  );
}
