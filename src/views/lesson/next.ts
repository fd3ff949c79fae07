/** What to take next: the course in its order, then the challenges; nothing once all of it is done. */
import { isOwn } from '../../session/lessons/own.ts';
import { isFinished, lessonOf, type LessonCard, type Progress } from '../../session/lessons/play.ts';

const ownKind = (cards: readonly LessonCard[], kind: LessonCard['kind']): readonly LessonCard[] => cards.filter(card => card.kind === kind && !isOwn(card.id));

/** The first that is not finished, from a place in a list on, and then from its beginning. */
function openFrom(list: readonly LessonCard[], at: number, progress: Progress): LessonCard | undefined {
  return [...list.slice(at), ...list.slice(0, at)].find(({ id }) => !isFinished(progress, id));
}

/** The one after this one, for whoever has just finished it. */
export function nextAfter(cards: readonly LessonCard[], progress: Progress, id: string): LessonCard | undefined {
  const [lessons, challenges] = [ownKind(cards, 'lesson'), ownKind(cards, 'challenge')];
  const at = challenges.findIndex(card => card.id === id);
  if (at >= 0) return openFrom(challenges, at + 1, progress) ?? openFrom(lessons, 0, progress);
  return openFrom(lessons, lessons.findIndex(card => card.id === id) + 1, progress) ?? openFrom(challenges, 0, progress);
}

/** What the list of lessons invites to: where one is, what was left, or else the first that is open. */
export function nextOf(cards: readonly LessonCard[], progress: Progress, here: string): LessonCard | undefined {
  const [lessons, challenges] = [ownKind(cards, 'lesson'), ownKind(cards, 'challenge')];
  const all = [...lessons, ...challenges];
  return all.find(({ id }) => id === here) ?? all.find(({ id }) => lessonOf(progress, id).left !== null) ?? openFrom(lessons, 0, progress) ?? openFrom(challenges, 0, progress);
}
