/** The one queue of what is due, in order of instant and then of serial number. Timers have names and can be moved. */
import type { SimTime } from '../../model/time.ts';
import type { ComponentInput } from '../contract/component.ts';
import type { TraceSerial } from '../contract/ids.ts';

/** Something due: an input for a component, with the record that caused it. */
interface Task {
  readonly dueAt: SimTime;
  readonly serial: number;
  readonly component: string;
  readonly input: ComponentInput;
  /** Of a timer: its name, so that it can be moved or cancelled. */
  readonly timer: string | null;
  readonly cause: TraceSerial | null;
}

const isBefore = (a: Task, b: Task): boolean => a.dueAt < b.dueAt || (a.dueAt === b.dueAt && a.serial < b.serial);
const timerName = (component: string, key: string): string => `${component}\n${key}`;

/** A binary heap; moved and cancelled timers stay in it and are passed over when their turn comes. */
export class Queue {
  private heap: Task[] = [];
  private readonly timers = new Map<string, Task>();

  push(task: Task): void {
    if (task.timer !== null) this.timers.set(timerName(task.component, task.timer), task);
    this.heap.push(task);
    this.rise(this.heap.length - 1);
  }

  cancel(component: string, key: string): void {
    this.timers.delete(timerName(component, key));
  }

  /** When that timer is due, or null. */
  armed(component: string, key: string): SimTime | null {
    return this.timers.get(timerName(component, key))?.dueAt ?? null;
  }

  /** The next task, which stays in the queue. */
  peek(): Task | null {
    for (let head = this.heap[0]; head !== undefined; head = this.heap[0]) {
      if (this.isLive(head)) return head;
      this.removeHead();
    }
    return null;
  }

  pop(): Task | null {
    const head = this.peek();
    if (head === null) return null;
    this.removeHead();
    if (head.timer !== null) this.timers.delete(timerName(head.component, head.timer));
    return head;
  }

  copy(): Queue {
    const copy = new Queue();
    copy.heap = this.heap.filter(task => this.isLive(task)).sort((a, b) => (isBefore(a, b) ? -1 : 1));
    for (const [name, task] of this.timers) copy.timers.set(name, task);
    return copy;
  }

  private isLive(task: Task): boolean {
    return task.timer === null || this.timers.get(timerName(task.component, task.timer)) === task;
  }

  private removeHead(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink(0);
  }

  private rise(from: number): void {
    const { heap } = this;
    let at = from;
    const task = heap[at];
    while (task !== undefined && at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(task, parent)) break;
      heap[at] = parent;
      heap[above] = task;
      at = above;
    }
  }

  private sink(from: number): void {
    const { heap } = this;
    let at = from;
    const task = heap[at];
    if (task === undefined) return;
    for (;;) {
      const left = 2 * at + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      if (a === undefined) return;
      const child = b !== undefined && isBefore(b, a) ? left + 1 : left;
      const smaller = heap[child];
      if (smaller === undefined || !isBefore(smaller, task)) return;
      heap[at] = smaller;
      heap[child] = task;
      at = child;
    }
  }
}
