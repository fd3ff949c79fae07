/** placeholder */
export const fieldMeaning = (): string => '';
