/** The lessons that the worker knows: built-in ones, whose texts come when one is opened, and those that were brought. */
import { cardOf, parseLesson, type ContentIssue, type Lesson, type LessonCard, type LessonFolder } from '../../lessons/index.ts';
import { isOwn, ownId } from '../lessons/own.ts';

/** A built-in lesson: its card is in the index, its files are a chunk of their own. */
export interface BuiltInLesson {
  readonly folder: string;
  readonly card: LessonCard;
  files(): Promise<Readonly<Record<string, string>>>;
}

function asOwn(lesson: Lesson): Lesson {
  return { ...lesson, id: ownId(lesson.id), number: '', chapter: 'own', leadsTo: lesson.leadsTo.flatMap(id => [ownId(id), id]) };
}

export class Library {
  private readonly builtIn = new Map<string, BuiltInLesson>();
  private readonly lessons = new Map<string, Lesson>();

  constructor(builtIn: readonly BuiltInLesson[]) {
    for (const lesson of builtIn) this.builtIn.set(lesson.card.id, lesson);
  }

  get cards(): readonly LessonCard[] {
    return [...[...this.builtIn.values()].map(({ card }) => card), ...[...this.lessons.values()].filter(({ id }) => isOwn(id)).map(cardOf)];
  }
  /** Takes a brought lesson in; what is wrong with it is given. */
  add({ name, files }: LessonFolder): { readonly card: LessonCard | null; readonly issues: readonly ContentIssue[] } {
    const { lesson, issues } = parseLesson(name, files);
    if (lesson === null) return { card: null, issues };
    const own = asOwn(lesson);
    this.lessons.set(own.id, own);
    return { card: cardOf(own), issues };
  }
  remove(id: string): void {
    if (isOwn(id)) this.lessons.delete(id);
  }
  /** A link of a brought lesson may mean another brought one. */
  async find(id: string): Promise<Lesson | null> {
    const known = this.lessons.get(id) ?? (this.builtIn.has(id) ? undefined : this.lessons.get(ownId(id)));
    if (known !== undefined) return known;
    const source = this.builtIn.get(id);
    if (source === undefined) return null;
    const { lesson } = parseLesson(source.folder, await source.files());
    if (lesson !== null) this.lessons.set(id, lesson);
    return lesson;
  }
}
