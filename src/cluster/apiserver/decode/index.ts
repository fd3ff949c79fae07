/** The decode stage: a body, as text or as a JSON value -> an object of the resource's kind, or the API server's refusal. */
import { utf8Bytes } from '../../../base/bytes.ts';
import { isObject } from '../../../base/json.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import type { KubeObject } from '../../../model/objects.ts';
import { groupOf, versionOf } from '../../../model/resources.ts';
import { badRequest, failure, type Status } from '../../../model/status.ts';
import { isTextBody } from '../../contract/api.ts';
import { warn } from '../call.ts';
import { fieldsOf, textOf } from '../fields.ts';
import { rowOfKind } from '../rows.ts';
import type { Call, Row } from '../types.ts';
import { kindOf } from './scalars.ts';
import { isServedOnce } from './old-versions.ts';
import type { ParsedBody } from './body.ts';
import { parseJson } from './json.ts';
import { unmarshal } from './unmarshal.ts';
import { parseYaml } from './yaml.ts';

/** kube-apiserver takes bodies of up to 3 MiB. */
const MOST_BODY_BYTES = 3 * 1024 * 1024;
const TOO_LARGE = failure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${MOST_BODY_BYTES}`, {});

const isJson = (contentType: string): boolean => contentType === '' || contentType.includes('json');
/** Reads a text body, JSON or YAML; the error is the parser's own word. */
export function parseText(text: string, contentType: string): Result<ParsedBody, string> {
  return isJson(contentType) ? parseJson(text) : parseYaml(text);
}
/** The text may be too long to be read at all. Counted in UTF-8 bytes, as it would be sent. */
export function tooLarge(text: string): Status | null {
  if (text.length > MOST_BODY_BYTES) return TOO_LARGE;
  if (text.length * 3 <= MOST_BODY_BYTES) return null;
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes > MOST_BODY_BYTES ? TOO_LARGE : null;
}

export function decodeBody(call: Call, row: Row): Result<KubeObject, Status> {
  const { body } = call.request;
  if (!isTextBody(body)) return decodeParsed(call, row, { value: body ?? null, strict: [] }, () => (body === undefined ? '' : JSON.stringify(body)));
  const large = tooLarge(body.text);
  if (large) return err(large);
  const medium = body.contentType.split(';')[0]?.trim() ?? '';
  if (!MEDIA.includes(medium)) return err(unknownMedium());
  if (medium === PROTOBUF) return err(unrecognized(row, 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]', body.text));
  const parsed = parseText(body.text, body.contentType);
  if (!parsed.ok) {
    const why = isJson(body.contentType) ? `couldn't get version/kind; json parse error: ${parsed.error}` : parsed.error;
    return err(unrecognized(row, why, body.text));
  }
  return decodeParsed(call, row, parsed.value, () => body.text);
}

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const ACCEPTED: readonly string[] = ['application/json', 'application/yaml', PROTOBUF];
/** Without a word about it, a body is JSON. */
const MEDIA: readonly string[] = [...ACCEPTED, ''];
const unknownMedium = (): Status => failure(415, 'UnsupportedMediaType', `the body of the request was in an unknown format - accepted media types include: ${ACCEPTED.join(', ')}`);

const unrecognized = (row: Row, why: string, text: string): Status => badRequest(`the object provided is unrecognized (must be of type ${row.kind}): ${why} (${summary(text)})`);

/** The first thirty bytes of a body: as they are where it looks like JSON, else in hexadecimal. Follows summarizeData. */
function summary(text: string): string {
  if (text === '') return '<empty>';
  const bytes = utf8Bytes(text.slice(0, 31));
  const isLong = text.length > 31 || bytes.length > 30;
  if (text.startsWith('{')) return isLong ? `${text.slice(0, 30)} ...` : text;
  const hex = bytes.slice(0, 30).map(byte => byte.toString(16).padStart(2, '0')).join('');
  return isLong ? `${hex} ...` : hex;
}
const META_STRUCT = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/** Follows apimachinery runtime/serializer/json Decode and apiserver handlers transformDecodeError. */
function decodeParsed(call: Call, row: Row, { value, strict }: ParsedBody, text: () => string): Result<KubeObject, Status> {
  const unreadable = (why: string): Result<never, Status> => err(unrecognized(row, `couldn't get version/kind; json parse error: ${why}`, text()));
  if (value !== null && !isObject(value)) return unreadable(`json: cannot unmarshal ${kindOf(value)} into Go value of type ${META_STRUCT}`);
  const given = value ?? {};
  for (const name of ['apiVersion', 'kind']) {
    const word = given[name];
    if (word !== undefined && word !== null && typeof word !== 'string') return unreadable(`json: cannot unmarshal ${kindOf(word)} into Go struct field .${name} of type string`);
  }
  const kind = typeof given['kind'] === 'string' && given['kind'] !== '' ? given['kind'] : row.kind;
  const apiVersion = typeof given['apiVersion'] === 'string' && given['apiVersion'] !== '' ? given['apiVersion'] : row.apiVersion;
  if (apiVersion.split('/').length > 2) return unreadable(`unexpected GroupVersion string: ${apiVersion}`);
  const refuse = (why: string): Result<never, Status> => err(badRequest(`${kind} in version "${versionOf(apiVersion)}" cannot be handled as a ${row.kind}: ${why}`));

  const isOld = isServedOnce(apiVersion, kind) && kind === row.kind && groupOf(apiVersion) === row.group;
  const isOwn = apiVersion === row.apiVersion && kind === row.kind;
  const target = isOld || isOwn ? row : rowOfKind(apiVersion, kind);
  if (!target) return refuse(isServedOnce(apiVersion, kind) ? unknownConversion(apiVersion, kind, row) : `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`);
  const decoded = unmarshal(target.schema, given);
  if (decoded.error !== null) return refuse(decoded.error);
  if (target.kind !== row.kind || target.group !== row.group) return refuse(unknownConversion(apiVersion, kind, row));
  const wrong = [...strict, ...decoded.strict];
  const mode = call.options.fieldValidation ?? 'Strict';
  if (wrong.length > 0 && mode === 'Strict') return refuse(`strict decoding error: ${wrong.join(', ')}`);
  if (mode === 'Warn') warnOfStrict(call, wrong);
  if (apiVersion !== row.apiVersion) return err(badRequest(`the API version in the data (${apiVersion}) does not match the expected API version (${row.apiVersion})`));
  return ok(asObject(row, decoded.value));
}
/** One warning for each mistake. Follows endpoints/handlers addStrictDecodingWarnings. */
export function warnOfStrict(call: Call, mistakes: readonly string[]): void {
  for (const mistake of mistakes) {
    const listed = YAML_MISTAKES.exec(mistake)?.[1];
    for (const each of listed === undefined ? [mistake] : listed.split('\n')) warn(call, listed === undefined ? each : each.trim());
  }
}
const YAML_MISTAKES = /^(?:error converting YAML to JSON: )?yaml: unmarshal errors:\n([^]*)$/;
const unknownConversion = (apiVersion: string, kind: string, row: Row): string =>
  `converting (${versionOf(apiVersion)}.${kind}) to (${row.group === '' ? 'core' : (row.group.split('.')[0] ?? '')}.${row.kind}): unknown conversion`;

/** A decoded value with its apiVersion and kind first. */
function asObject(row: Row, value: Readonly<Record<string, unknown>>): KubeObject {
  return { ...value, apiVersion: row.apiVersion, kind: row.kind } as unknown as KubeObject;
}

/** Brings a value that a patch has made into the form of its type; unknown fields are as strict as in a body. */
export function decodePatched(call: Call, row: Row, value: unknown, strict: readonly string[] = []): Result<KubeObject, { readonly error: string } | { readonly strict: readonly string[] }> {
  const given = fieldsOf(value);
  const patchType = call.request.patchType ?? 'strategic';
  const isConverted = patchType === 'strategic' || patchType === 'apply';
  const changed = isConverted ? null : changedKind(row, textOf(given['apiVersion']), textOf(given['kind']) || row.kind);
  if (changed !== null) return err({ error: changed });
  const decoded = unmarshal(row.schema, value, isConverted ? 'converter' : 'json');
  if (decoded.error !== null) return err({ error: decoded.error });
  const mode = call.options.fieldValidation ?? 'Strict';
  const wrong = [...strict, ...decoded.strict];
  if (wrong.length > 0 && mode === 'Strict') return err({ strict: wrong });
  if (mode === 'Warn') warnOfStrict(call, wrong);
  return ok(asObject(row, decoded.value));
}
/** A patch may not make another kind of the object. */
function changedKind(row: Row, apiVersion: string, kind: string): string | null {
  if (apiVersion === row.apiVersion && kind === row.kind) return null;
  return rowOfKind(apiVersion, kind) ? unknownConversion(apiVersion, kind, row) : `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`;
}
