/** `-o`: which printer a command uses, and the printers for single objects. Follows cli-runtime pkg/genericclioptions/print_flags.go. */
import { call } from '../../cluster/contract/client.ts';
import type { Client } from '../../cluster/contract/client.ts';
import { isObject } from '../../base/json.ts';
import { byText } from '../../base/order.ts';
import { stringifyKyaml, stringifyYaml } from '../../manifest/index.ts';
import { groupOf, groupResource } from '../../model/resources.ts';
import { CommandError } from '../errors.ts';
import { flags } from '../flags.ts';
import type { Flag, FlagValues } from '../flags.ts';
import { CustomColumns } from './custom-columns.ts';
import { goJson, goJsonIndent, goSyntax, goText, sortedKeys } from './go-json.ts';
import { TemplateError } from './go-functions.ts';
import { GoTemplate } from './go-template.ts';
import { JsonPath, PathError } from './jsonpath.ts';

/** The flags of every command that prints objects. */
export const PRINT_FLAGS: readonly Flag[] = flags(`
  allow-missing-template-keys bool=true # Leave out a key that a template names and the object lacks.
  output|o string # The form of the output.
  show-managed-fields bool # Keep metadata.managedFields in JSON and YAML.
  template string # The template of go-template and jsonpath output.
`);

const BASIC = ['json', 'yaml', 'kyaml', 'name', 'go-template', 'go-template-file', 'template', 'templatefile', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file'];
const OF_GET = [...BASIC, 'custom-columns', 'custom-columns-file', 'wide'];

export interface ObjectPrinter {
  readonly format: string;
  /** One object; `typed` ones keep the order of their fields, as Go's structs do. */
  print(object: unknown, typed?: boolean): string;
}

/** How results are named: `pod/web`, `deployment.apps/web`. */
export function nameOf(object: unknown): string {
  if (!isObject(object)) return '<unknown>';
  const [kind, apiVersion] = [String(object['kind'] ?? ''), String(object['apiVersion'] ?? '')];
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const name = typeof metadata['name'] === 'string' && metadata['name'] !== '' ? metadata['name'] : '<unknown>';
  return `${groupResource(groupOf(apiVersion), kind.toLowerCase())}/${name}`;
}

function withoutManagedFields(object: unknown): unknown {
  if (!isObject(object)) return object;
  const metadata = object['metadata'];
  const items = object['items'];
  let result = object;
  if (isObject(metadata) && 'managedFields' in metadata) {
    const { managedFields: _, ...rest } = metadata;
    result = { ...result, metadata: rest };
  }
  return Array.isArray(items) ? { ...result, items: items.map(withoutManagedFields) } : result;
}

const unmatched = (format: string, allowed: readonly string[]): CommandError =>
  new CommandError(`unable to match a printer suitable for the output format ${JSON.stringify(format)}, allowed formats are: ${[...allowed].sort(byText).join(',')}`);

/** The printer that the flags ask for; null where they ask for none. */
export function* objectPrinter(values: FlagValues, ofGet = false): Client<ObjectPrinter | null> {
  const template = values.text('template');
  const given = values.text('output');
  const output = given === '' && !values.changed('output') && template !== '' ? 'go-template' : given;
  if (output === '' || (ofGet && output === 'wide')) return null;
  const managed = values.bool('show-managed-fields');
  const tidy = (object: unknown): unknown => (managed ? object : withoutManagedFields(object));
  const plain = basicPrinter(output, tidy);
  if (plain) return plain;
  const equals = output.indexOf('=');
  const [format, argument] = equals < 0 ? [output, template] : [output.slice(0, equals), output.slice(equals + 1)];
  const allowed = ofGet ? OF_GET : BASIC;
  if (!allowed.includes(format) || ['json', 'yaml', 'kyaml', 'name', 'wide'].includes(format)) throw unmatched(output, allowed);
  if (format.startsWith('custom-columns')) return yield* customColumns(format, argument, values);
  if (argument === '') throw new CommandError('template format specified but no template given');
  const text = format.endsWith('file') ? yield* readTemplate(argument) : argument;
  const lenient = values.bool('allow-missing-template-keys');
  return format.startsWith('jsonpath') ? jsonPathPrinter(format, text, lenient) : templatePrinter(format, text, lenient);
}

function basicPrinter(format: string, tidy: (object: unknown) => unknown): ObjectPrinter | null {
  let printed = 0;
  switch (format) {
    case 'json':
      return { format, print: (object, typed) => `${goJsonIndent(typed ? tidy(object) : sortedKeys(tidy(object)))}\n` };
    case 'yaml':
      return { format, print: (object) => `${printed++ > 0 ? '---\n' : ''}${stringifyYaml(tidy(object))}` };
    case 'kyaml':
      return { format, print: (object, typed) => stringifyKyaml(typed ? tidy(object) : sortedKeys(tidy(object))) };
    case 'name':
      return { format, print: (object) => (isObject(object) && Array.isArray(object['items']) ? object['items'] : [object]).map((each) => `${nameOf(each)}\n`).join('') };
    default:
      return null;
  }
}

function* readTemplate(path: string, what = '--template'): Client<string> {
  const file = yield* call({ call: 'readFile', path });
  if (file.ok) return file.text;
  throw new CommandError(`error reading ${what} ${path}, open ${path}: no such file or directory`);
}

function* customColumns(format: string, argument: string, values: FlagValues): Client<ObjectPrinter> {
  if (argument === '') throw new CommandError('custom-columns format specified but no custom columns given');
  const file = format === 'custom-columns-file';
  const columns = new CustomColumns(file ? yield* readTemplate(argument, 'template') : argument, file, values.has('no-headers') && values.bool('no-headers'));
  return { format, print: (object) => columns.print(isObject(object) && Array.isArray(object['items']) ? object['items'] : [object]) };
}

function jsonPathPrinter(format: string, text: string, lenient: boolean): ObjectPrinter {
  let path: JsonPath;
  try {
    path = new JsonPath(text, lenient);
  } catch (error) {
    throw error instanceof PathError ? new CommandError(`error parsing jsonpath ${text}, ${error.message}`) : error;
  }
  const print = (object: unknown): string => {
    try {
      return path.print(object, format === 'jsonpath-as-json');
    } catch (error) {
      if (!(error instanceof PathError)) throw error;
      throw new CommandError(`error executing jsonpath ${JSON.stringify(text)}: ${debugging(error.message, text, object)}\n`);
    }
  };
  return { format, print };
}

const debugging = (message: string, template: string, object: unknown): string =>
  `Error executing template: ${message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n`;

function templatePrinter(format: string, text: string, lenient: boolean): ObjectPrinter {
  let template: GoTemplate;
  try {
    template = new GoTemplate(text, lenient);
  } catch (error) {
    throw error instanceof TemplateError ? new CommandError(`error parsing template ${text}, ${error.message}`) : error;
  }
  const print = (object: unknown): string => {
    try {
      return template.execute(object);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const debugging = `Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${goJson(sortedKeys(object))}\n\tobject given to template engine was:\n\t\t${goText(object)}\n\n`;
      throw new CommandError(`error executing template ${JSON.stringify(text)}: ${error.message}`, error.written + debugging);
    }
  };
  return { format, print };
}
