/** Objects by a group, such as Pods by their controller: flat tables in a controller's own state, so that a checkpoint copies them, and no list is copied on a change. */
interface Link<T> {
  readonly group: string;
  readonly item: T;
  readonly before: string | null;
  readonly after: string | null;
}
export interface IndexTables<T> {
  readonly heads: Map<string, string>;
  readonly links: Map<string, Link<T>>;
}
export const indexTables = <T>(): IndexTables<T> => ({ heads: new Map(), links: new Map() });

export class GroupIndex<T> {
  constructor(private readonly tables: IndexTables<T>) {}

  /** Puts an item into a group, or moves or renews it; gives the group that it was in. */
  set(id: string, group: string, item: T): string | null {
    const { heads, links } = this.tables;
    const known = links.get(id);
    if (known !== undefined && known.group === group) {
      links.set(id, { ...known, item });
      return group;
    }
    if (known !== undefined) this.delete(id);
    const head = heads.get(group) ?? null;
    const next = head === null ? undefined : links.get(head);
    // All members have the group's name from the first: one text for many.
    links.set(id, { group: next?.group ?? group, item, before: null, after: head });
    if (head !== null && next !== undefined) links.set(head, { ...next, before: id });
    heads.set(group, id);
    return known?.group ?? null;
  }

  delete(id: string): string | null {
    const { heads, links } = this.tables;
    const known = links.get(id);
    if (known === undefined) return null;
    links.delete(id);
    const before = known.before === null ? undefined : links.get(known.before);
    const after = known.after === null ? undefined : links.get(known.after);
    if (known.before !== null && before !== undefined) links.set(known.before, { ...before, after: known.after });
    else if (known.after !== null) heads.set(known.group, known.after);
    else heads.delete(known.group);
    if (known.after !== null && after !== undefined) links.set(known.after, { ...after, before: known.before });
    return known.group;
  }

  has(group: string): boolean {
    return this.tables.heads.has(group);
  }
  /** The members of a group, those that came first at the front. */
  list(group: string): T[] {
    const items: T[] = [];
    let id = this.tables.heads.get(group) ?? null;
    while (id !== null) {
      const link: Link<T> | undefined = this.tables.links.get(id);
      if (link === undefined) break;
      items.push(link.item);
      id = link.after;
    }
    return items.reverse();
  }
}
