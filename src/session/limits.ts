/** Bounds that the page and the worker share. */

/** Over this a text is checked when it is applied, not while it is typed. */
export const LARGEST_CHECKED = 1_000_000;
