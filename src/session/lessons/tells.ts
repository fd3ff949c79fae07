/** Commands that are run for what they say, and say it at once. What others make or change is seen in the picture. */
const TELLS = /^kubectl (get|logs|describe|exec|top|auth|explain)\b(?!.* (-w|--watch|-f|--follow)\b)/;
export const tells = (line: string): boolean => TELLS.test(line);
