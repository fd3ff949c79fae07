/** What a process's file descriptors stand for. They are few and small numbers: a list is a third of what a Map takes. */
import type { Descriptors } from '../../contract/kernel.ts';

/** Stands for a descriptor that is closed: open files are numbered from 1. */
const CLOSED = 0;

export class FdTable implements Descriptors {
  static readonly none = new FdTable([]);

  private constructor(private readonly opens: readonly number[]) {}

  /** The first descriptors, from 0 on. */
  static of(...opens: readonly number[]): FdTable {
    return new FdTable(opens);
  }

  get(fd: number): number | undefined {
    const open = this.opens[fd];
    return open === CLOSED ? undefined : open;
  }
  has(fd: number): boolean {
    return this.get(fd) !== undefined;
  }
  keys(): readonly number[] {
    return this.opens.flatMap((open, fd) => (open === CLOSED ? [] : [fd]));
  }
  values(): readonly number[] {
    return this.opens.filter((open) => open !== CLOSED);
  }

  with(fd: number, open: number): FdTable {
    const length = Math.max(this.opens.length, fd + 1);
    return new FdTable(Array.from({ length }, (_, each) => (each === fd ? open : (this.opens[each] ?? CLOSED))));
  }
  without(fd: number): FdTable {
    return this.has(fd) ? this.with(fd, CLOSED) : this;
  }
}
