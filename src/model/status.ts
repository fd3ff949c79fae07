/** The Status object, in which the API server refuses. Constructors follow apimachinery's api/errors; messages are its own. */
import { quote } from '../base/go-quote.ts';
import type { GroupResource } from './objects.ts';

export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: 'Failure' | 'Success';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly uid?: string;
    readonly causes?: readonly StatusCause[];
    readonly retryAfterSeconds?: number;
  };
  readonly code: number;
}

export function failure(code: number, reason: string, message: string, details?: NonNullable<Status['details']>): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, ...(details ? { details } : {}), code };
}

const details = (resource: GroupResource, name: string): NonNullable<Status['details']> => {
  const dot = resource.indexOf('.');
  return { ...(name === '' ? {} : { name }), ...(dot < 0 ? {} : { group: resource.slice(dot + 1) }), kind: dot < 0 ? resource : resource.slice(0, dot) };
};

/** What a subresource that only does something answers. */
export const SUCCESS: Status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };
export const notFound = (resource: GroupResource, name: string): Status => failure(404, 'NotFound', `${resource} ${quote(name)} not found`, details(resource, name));
export const alreadyExists = (resource: GroupResource, name: string): Status =>
  failure(409, 'AlreadyExists', `${resource} ${quote(name)} already exists`, details(resource, name));
export const conflict = (resource: GroupResource, name: string, why: string): Status =>
  failure(409, 'Conflict', `Operation cannot be fulfilled on ${resource} ${quote(name)}: ${why}`, details(resource, name));
export const forbidden = (resource: GroupResource, name: string, why: string): Status =>
  failure(403, 'Forbidden', `${resource}${name === '' ? '' : ` ${quote(name)}`} is forbidden: ${why}`, details(resource, name));
export const badRequest = (message: string): Status => failure(400, 'BadRequest', message);

export const isStatus = (body: unknown): body is Status =>
  typeof body === 'object' && body !== null && (body as { kind?: unknown }).kind === 'Status' && 'status' in body && typeof (body as { status: unknown }).status === 'string';
