/** A question of an earlier lesson that comes back, before the first step: answered or put away, it stands in nobody's way. */
import { useState, type ReactNode } from 'react';
import { answerEarlier, closeEarlier, type EarlierQuestion } from '../../session/index.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Question } from './Question.tsx';

export function Earlier({ question }: { readonly question: EarlierQuestion }): ReactNode {
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const choose = (option: number): void => {
    setChosen([option]);
    answerEarlier(question.options[option]?.right === true);
  };
  return (
    <section className="l-earlier" aria-label="A question from earlier">
      <header>
        <b><Glyph name="loop" size={14} />From earlier</b>
        <span>{question.number} {question.title}</span>
        <button type="button" className="button icon" aria-label="Put this question away" onClick={closeEarlier}><Glyph name="close" size={14} /></button>
      </header>
      <Question text={question.text} options={question.options} chosen={chosen} reveal={chosen.length > 0 ? 'revealed' : 'open'} waitsFor="" onChoose={choose} />
    </section>
  );
}
