/** An action of a menu: a label, what it asks for, and the command line that it makes. */

export interface ActionItem {
  readonly label: string;
  /** What the form asks for; without any the action runs at once. */
  readonly fields: readonly { readonly name: string; readonly label: string; readonly value: string; readonly options?: readonly string[] }[];
  line(values: Readonly<Record<string, string>>): string;
  /** What is wrong with the values, in words; empty when they will do. */
  trouble(values: Readonly<Record<string, string>>): string;
  run(values: Readonly<Record<string, string>>): void;
}
