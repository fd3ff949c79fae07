/** What Go's json.Unmarshal says of a text that is to be a JSON object. */
import { jsonProblem } from '../../../../manifest/index.ts';

/** In Go's words; '' where the text is an object (or null). */
export function jsonObjectProblem(text: string): string {
  const problem = jsonProblem(text);
  if (problem !== null) return problem.message;
  const value: unknown = JSON.parse(text);
  if (value === null || (typeof value === 'object' && !Array.isArray(value))) return '';
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`;
}
