/**
 * A copy of an object with further keys, for what is made by the thousand. `{ ...object, key }` gives every copy a hidden
 * class of its own in the engines of Node 20, several times the time and the memory; Object.assign shares one.
 */
export const extended = <A extends object, B extends object>(object: A, more: B): A & B => Object.assign({}, object, more);
