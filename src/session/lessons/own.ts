/** Brought lessons have names of their own, so that none takes the place of a built-in one, nor its progress. */

const OWN = 'own/';
export const ownId = (id: string): string => `${OWN}${id}`;
export const isOwn = (id: string): boolean => id.startsWith(OWN);
