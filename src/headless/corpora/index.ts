/** The corpora of recordings, and what runs a scenario of each. */
export const corpora: Readonly<Record<string, (scenario: unknown) => unknown>> = {};
