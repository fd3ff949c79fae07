/** Paths to fields, as keys and indices, and as the API server writes them: `spec.containers[0].ports[1].hostPort`, `metadata.labels[app/x]`. */

/** A step: the key of a field, an index of a list, or a key of a map (written in brackets). */
export type PathStep = string | number | { readonly key: string };

export class FieldPath {
  /** Paths share their beginnings: a child costs one small record, and the text is made only when someone reads it. */
  private constructor(
    private readonly parent: FieldPath | null,
    private readonly step: PathStep,
  ) {}

  static of(...steps: readonly PathStep[]): FieldPath {
    const [first = '', ...rest] = steps;
    return rest.reduce<FieldPath>((path, step) => new FieldPath(path, step), new FieldPath(null, first));
  }
  child(...names: readonly string[]): FieldPath {
    return names.reduce<FieldPath>((path, name) => new FieldPath(path, name), this);
  }
  index(at: number): FieldPath {
    return new FieldPath(this, at);
  }
  key(key: string): FieldPath {
    return new FieldPath(this, { key });
  }
  steps(): readonly PathStep[] {
    const steps: PathStep[] = [];
    for (let path: FieldPath | null = this; path !== null; path = path.parent) steps.push(path.step);
    return steps.reverse();
  }
  toString(): string {
    return this.steps().reduce<string>((text, step) => {
      if (typeof step === 'number') return `${text}[${step}]`;
      if (typeof step === 'object') return `${text}[${step.key}]`;
      return text === '' ? step : `${text}.${step}`;
    }, '');
  }
}
