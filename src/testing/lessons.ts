/** Lessons for specs: one that is in order, of which a spec names only what differs. */
interface LessonWords {
  readonly id: string;
  /** As in the front matter, one a line. */
  readonly goals: readonly string[];
  readonly solution: string;
  readonly nearMisses?: readonly string[];
  /** Further lines of the front matter. */
  readonly front?: string;
  /** The steps, from their first `##` on; the hints come after them. */
  readonly steps?: string;
}

const NOTHING_DONE = ['{name: nothing, script: kubectl get pods}', '{name: still nothing, script: kubectl get nodes}'];
const list = (items: readonly string[]): string => items.map(item => `- ${item}\n`).join('');

/** The text of a lesson.md, hints included. */
export const lessonText = ({ id, goals, solution, nearMisses = NOTHING_DONE, front = '', steps = '## read: one\nRead this.\n' }: LessonWords): string =>
  `---\nformat: 1\nid: ${id}\ntitle: ${id.slice(0, 1).toUpperCase()}${id.slice(1).replaceAll('-', ' ')}\ngoals:\n${list(goals)}solution: ${solution}\nnear-misses:\n${list(nearMisses)}${front}---\n${steps.trimEnd()}\n## hints\n1. a\n2. b\n3. c\n`;

/** A manifest of a Pod that ends quickly. */
export const podFile = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec:\n  terminationGracePeriodSeconds: 1\n  containers:\n  - {name: main, image: "nginx:1.27"}\n`;

/** A question that is answered on a copy of the cluster: what if web is deleted? */
export const WHAT_IF = '## predict: what-if\nWhat if web is deleted?\n- [x] it is gone\n- [ ] it comes back\n      Nobody else knows of it.\n```step\ndo: kubectl delete pod web\nuntil: "!(\'web\' in pods)"\ncheck: "!(\'web\' in pods)"\nin: fork\n```\n';
