/** How kubectl's failures read on the screen. Follows kubectl pkg/cmd/util/helpers.go checkErr. */
import type { Status } from '../model/status.ts';

/** Ends a command with a message of kubectl's own: `error: …`. `output` was on its way to the screen when it failed. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly output = '',
  ) {
    super(message);
  }
}
/** Ends a command with a text that is printed as it is, or with none at all. */
export class ExitError extends Error {
  constructor(
    message: string,
    readonly code = 1,
  ) {
    super(message);
  }
}
/** What the API server refused. */
export class ApiError extends Error {
  constructor(readonly status: Status) {
    super(status.message ?? '');
  }
}
/** Several failures of one command. */
class ManyErrors extends Error {
  constructor(readonly errors: readonly Error[]) {
    super(errors.length === 1 ? (errors[0]?.message ?? '') : `[${[...new Set(errors.map((each) => each.message))].join(', ')}]`);
  }
}

export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.status.reason === 'NotFound';
export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status.reason === 'Conflict';
/** What a command may answer for; anything else is a bug of ours and goes up. */
export const isFailure = (error: unknown): error is Error => error instanceof CommandError || error instanceof ExitError || error instanceof ApiError || error instanceof ManyErrors;

/** Names the file in a refusal: `error when creating "pod.yaml": …`. */
export function withSource(verb: string, source: string, error: unknown): unknown {
  if (source === '') return error;
  const prefix = `error when ${verb} ${JSON.stringify(source)}: `;
  if (error instanceof ApiError) return new ApiError({ ...error.status, message: prefix + (error.status.message ?? '') });
  return error instanceof CommandError ? new CommandError(prefix + error.message) : error;
}
/** Puts words before a message, and makes a plain error of it, as fmt.Errorf with %v does. */
export const wrapped = (prefix: string, error: Error): CommandError => new CommandError(`${prefix}${error.message}`);

/** One or many: an empty list is no failure. */
export function throwAll(errors: readonly Error[]): void {
  const [first] = errors;
  if (first === undefined) return;
  throw errors.length === 1 ? first : new ManyErrors(errors);
}

/** The same where kubectl tells even a single one as a list: without `error: `. */
export function throwList(errors: readonly Error[]): void {
  if (errors.length > 0) throw new ManyErrors(errors);
}

function statusText(status: Status): string {
  if (status.reason === 'Unauthorized') return `error: You must be logged in to the server (${status.message ?? ''})`;
  return (status.reason ?? '') === '' ? `Error from server: ${status.message ?? ''}` : `Error from server (${status.reason ?? ''}): ${status.message ?? ''}`;
}

function invalidText(status: Status): string {
  const { details } = status;
  if (details === undefined) return `The request is invalid${status.message ? `: ${status.message}` : ''}`;
  const named = (details.kind ?? '') !== '' || (details.name ?? '') !== '';
  const causes = [...new Set((details.causes ?? []).map(({ field, message }) => `${field}: ${message}`))];
  const tail = !named && causes.length === 0 && status.message ? `: ${status.message}` : '';
  const head = named ? `The ${details.kind ?? ''} ${JSON.stringify(details.name ?? '')} is invalid` : `The request is invalid${tail}`;
  if (causes.length === 0) return head;
  return causes.length === 1 ? `${head}: ${causes[0] ?? ''}\n` : `${head}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

/** A failure in a list of them: no `error: ` before kubectl's own. */
const inList = (error: Error): string => (error instanceof ApiError ? statusText(error.status) : error.message);
const flattened = (errors: readonly Error[]): readonly Error[] => errors.flatMap((each) => (each instanceof ManyErrors ? flattened(each.errors) : [each]));

/** What is written to standard error, with a line break at its end unless it is empty. */
export function failureText(error: Error): string {
  const text = rawText(error);
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function rawText(error: Error): string {
  if (error instanceof ExitError) return error.message;
  if (error instanceof ApiError) return error.status.reason === 'Invalid' ? invalidText(error.status) : statusText(error.status);
  if (error instanceof ManyErrors) return flattened(error.errors).map((each) => `${inList(each)}\n`).join('');
  return error.message.startsWith('error: ') ? error.message : `error: ${error.message}`;
}
export const exitCodeOf = (error: Error): number => (error instanceof ExitError ? error.code : 1);
/** The message of a failure as `%v` in a wrapping message. */
export const messageOf = (error: Error): string => error.message;
