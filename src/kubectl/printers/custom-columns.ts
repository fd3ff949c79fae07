/** `-o custom-columns=NAME:.metadata.name,…`. Follows kubectl pkg/cmd/get/customcolumn.go. */
import { CommandError } from '../errors.ts';
import { goText } from './go-json.ts';
import { JsonPath, PathError, relaxedJsonPath } from './jsonpath.ts';
import { escapeTerminal } from './table.ts';
import { alignLines, TABLE } from './tabwriter.ts';

interface CustomColumn {
  readonly header: string;
  readonly path: JsonPath;
}

function columnOf(header: string, spec: string): CustomColumn {
  try {
    return { header, path: new JsonPath(relaxedJsonPath(spec)) };
  } catch (error) {
    throw error instanceof PathError ? new CommandError(error.message) : error;
  }
}

function fromSpec(spec: string): readonly CustomColumn[] {
  if (spec === '') throw new CommandError('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw new CommandError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return columnOf(part.slice(0, colon), part.slice(colon + 1));
  });
}

/** Two lines: the headings, and a path for each. */
function fromTemplate(text: string): readonly CustomColumn[] {
  const words = (line: string | undefined): readonly string[] => (line ?? '').split(/\s+/).filter((word) => word !== '');
  const lines = text.split('\n');
  const format = 'Expected format is one line of space separated headers, one line of space separated column specs.';
  if (text === '') throw new CommandError(`invalid template, missing header line. ${format}`);
  if (lines.length < 2 || (lines.length === 2 && lines[1] === '')) throw new CommandError(`invalid template, missing spec line. ${format}`);
  const [headers, specs] = [words(lines[0]), words(lines[1])];
  if (headers.length !== specs.length) throw new CommandError(`number of headers (${headers.length}) and field specifications (${specs.length}) don't match`);
  return headers.map((header, at) => columnOf(header, specs[at] ?? ''));
}

const cell = (path: JsonPath, object: unknown): string => {
  const results = path.find(object);
  const values = results.flat().map((value) => escapeTerminal(goText(value)));
  return (results[0]?.length ?? 0) === 0 ? ['<none>', ...values].join(',') : values.join(',');
};

export class CustomColumns {
  private readonly columns: readonly CustomColumn[];
  constructor(spec: string, isTemplate: boolean, private readonly noHeaders: boolean) {
    this.columns = isTemplate ? fromTemplate(spec) : fromSpec(spec);
  }
  print(objects: readonly unknown[]): string {
    const rows: (readonly string[])[] = this.noHeaders ? [] : [this.columns.map(({ header }) => header)];
    for (const object of objects) {
      try {
        rows.push(this.columns.map(({ path }) => cell(path, object)));
      } catch (error) {
        // What stands before it has been printed by then.
        throw error instanceof PathError ? new CommandError(error.message, alignLines(rows, TABLE)) : error;
      }
    }
    return alignLines(rows, TABLE);
  }
}
