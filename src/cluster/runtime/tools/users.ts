/** Names of users and groups, from /etc/passwd and /etc/group. */
import { readFile } from '../kernel/files.ts';
import type { Io } from './tool.ts';

const rows = (io: Io, path: string): readonly (readonly string[])[] => {
  const file = readFile(io.k, io.p, path);
  return typeof file === 'string' ? [] : file.data.split('\n').map((line) => line.split(':'));
};
export const userName = (io: Io, uid: number): string | null => rows(io, '/etc/passwd').find((row) => row[2] === String(uid))?.[0] ?? null;
export const groupName = (io: Io, gid: number): string | null => rows(io, '/etc/group').find((row) => row[2] === String(gid))?.[0] ?? null;
const id = (row: readonly string[] | undefined): number | null => (row === undefined ? null : Number(row[2]));
export const userId = (io: Io, name: string): number | null => (/^\d+$/.test(name) ? Number(name) : id(rows(io, '/etc/passwd').find((row) => row[0] === name)));
export const groupId = (io: Io, name: string): number | null => (/^\d+$/.test(name) ? Number(name) : id(rows(io, '/etc/group').find((row) => row[0] === name)));
export const mainGroup = (io: Io, name: string): number | null => {
  const row = rows(io, '/etc/passwd').find((each) => each[0] === name);
  return row === undefined ? null : Number(row[3]);
};
export const groupsOf = (io: Io, name: string): readonly number[] => rows(io, '/etc/group').filter((row) => (row[3] ?? '').split(',').includes(name)).map((row) => Number(row[2]));
