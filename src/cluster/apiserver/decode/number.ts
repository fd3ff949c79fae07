/** A number of a text body that is no plain integer, kept as it was written: the API server tells it back in its refusals. */
export class NumberText {
  constructor(readonly text: string) {}
}
