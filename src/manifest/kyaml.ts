/** Values as KYAML (`-o kyaml`): YAML in braces, with quoted texts and trailing commas. Follows sigs.k8s.io/yaml/kyaml. */
import type { Json } from '../base/json.ts';
import { formatNumber, resolvePlain } from './resolve.ts';

/** A text that no reader of YAML takes for anything else. Only keys use it: values are always in quotes. */
function isPlainKey(key: string): boolean {
  const ambiguous = resolvePlain(key).tag !== 'str' || /^(?:null|true|false|y|n|yes|no|on|off|t|f)$/i.test(key) || /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/.test(key);
  return !ambiguous && /^[\p{L}\p{N}_](?:[\p{L}\p{N}_./-]*[\p{L}\p{N}_])?$/u.test(key);
}

const escaped = (part: string): string => JSON.stringify(part).slice(1, -1).replaceAll('\\t', '\t');

/** A text of several lines is folded at its line breaks, to be read more easily. */
function text(value: string, indent: string): string {
  const lines = value.split(/(?<=\n)/);
  if (!value.includes('\n')) return `"${escaped(value)}"`;
  const folded = lines.map((line) => `${indent}${/^[ \t\r]/.test(line) ? '\\' : ' '}${escaped(line)}\\\n`);
  return `"\\\n${folded.join('')}${indent}"`;
}

function write(value: Json, indent: string): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return text(value, `${indent}  `);
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return sequence(value as readonly Json[], indent);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return '{}';
  const fields = entries.map(([key, each]) => `${inner}${isPlainKey(key) ? key : JSON.stringify(key)}: ${write(each, inner)},\n`);
  return `{\n${fields.join('')}${indent}}`;
}

/** Brackets and braces cuddle where a list holds mappings or lists; scalars stand one a line. */
function sequence(items: readonly Json[], indent: string): string {
  if (items.length === 0) return '[]';
  const nested = (item: Json): boolean => typeof item === 'object' && item !== null && Object.keys(item).length > 0;
  if (items.every(nested)) return `[${items.map((item) => write(item, indent)).join(', ')}]`;
  const inner = `${indent}  `;
  return `[\n${items.map((item) => `${inner}${write(item, inner)},\n`).join('')}${indent}]`;
}

/** A value as a KYAML document. Keys keep the order that they are given in. */
export const stringifyKyaml = (value: unknown): string => `---\n${write(value as Json, '')}\n`;
