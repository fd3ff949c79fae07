/** Bounds that the page and the worker share. */

/** Over this a text is checked when it is applied, not while it is typed. */
export const LARGEST_CHECKED = 1_000_000;
/** How far back the page can look, in the cluster's milliseconds: as far as a cluster remembers unless it is told otherwise. */
export const KEPT_MS = 3_600_000;
/** How long a slice may hold the worker, in real milliseconds: then it hears of what else is asked. */
export const SLICE_MS = 10;
