/** Objects in the version of a request <-> objects as they are stored. */
import type { KubeObject } from '../../model/objects.ts';
import { storageRow, type Row } from './rows.ts';

/** The stored form of an object that came in a row's version. */
export function toStored(row: Row, object: KubeObject): KubeObject {
  const target = storageRow(row);
  return target.apiVersion === object.apiVersion && target.kind === object.kind ? object : { ...object, apiVersion: target.apiVersion, kind: target.kind };
}
/** A stored object in a row's version. */
export const fromStored = (row: Row, object: KubeObject): KubeObject => (object.apiVersion === row.apiVersion ? object : { ...object, apiVersion: row.apiVersion, kind: row.kind });
