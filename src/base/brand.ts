/** Nominal types over strings and numbers, for values that are easily swapped. */
declare const brand: unique symbol;
export type Branded<T, Name extends string> = T & { readonly [brand]: Name };
