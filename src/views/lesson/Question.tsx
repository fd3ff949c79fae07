/** A question before its answer is shown: the choice, then who was right, with a word to the belief behind the choice. */
import { useId, type ReactNode } from 'react';
import { Glyph } from '../../ui/glyph.tsx';
import type { Option, Reveal } from '../../session/lessons/play.ts';
import { Inlines, Prose } from './Prose.tsx';
import { Seconds } from './Seconds.tsx';
import { orderOf } from './words.ts';

export interface QuestionProps {
  readonly text: string;
  readonly options: readonly Option[];
  readonly chosen: readonly number[];
  readonly reveal: Reveal;
  /** What is to happen before the answer shows; '' where nothing is. */
  readonly waitsFor: string;
  /** It can be answered in the picture as well. */
  readonly inPicture?: boolean;
  /** Of a question for a second: which was marked, and how one is. */
  readonly seconds?: { readonly mark: number | null; onMark(second: number): void } | undefined;
  onChoose(option: number): void;
}

type VerdictProps = Pick<QuestionProps, 'options' | 'chosen'> & { readonly elsewhere: boolean };
function Verdict({ options, chosen, elsewhere }: VerdictProps): ReactNode {
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

type ChoicesProps = Pick<QuestionProps, 'options' | 'chosen' | 'onChoose'> & { readonly over: boolean; readonly labelledBy: string };
function Choices({ options, chosen, over, labelledBy, onChoose }: ChoicesProps): ReactNode {
  return (
    <div className="l-options" role="radiogroup" aria-labelledby={labelledBy}>
      {orderOf(options).map(at => {
        const option = options[at];
        if (option === undefined) return null;
        const mine = chosen.includes(at);
        return (
          <button key={at} type="button" role="radio" aria-checked={mine} disabled={over} data-right={(over && option.right) || undefined} onClick={() => onChoose(at)}>
            <span className="l-sign">{over && option.right ? <Glyph name="check" size={14} /> : mine ? <Glyph name={over ? 'close' : 'flag'} size={14} /> : null}</span>
            <span><Inlines text={option.text} /></span>
            {mine && <small>your guess</small>}
          </button>
        );
      })}
    </div>
  );
}

export function Question({ text, options, chosen, reveal, waitsFor, inPicture = false, seconds, onChoose }: QuestionProps): ReactNode {
  const id = useId();
  const over = reveal !== 'open';
  return (
    <section className="l-ask" aria-labelledby={id}>
      <div id={id} className="l-question"><Prose text={text} /></div>
      {inPicture && chosen.length === 0 && <p className="l-pick">Click it in the picture, or here:</p>}
      {seconds === undefined
        ? <Choices options={options} chosen={chosen} over={over} labelledBy={id} onChoose={onChoose} />
        : <Seconds options={options} mark={seconds.mark} over={over} onMark={seconds.onMark} />}
      {over ? <Verdict options={options} chosen={chosen} elsewhere={reveal === 'elsewhere'} /> : chosen.length > 0 && <p className="l-wait" role="status">{waitsFor}</p>}
    </section>
  );
}
