/** What a kubectl command is: one object that usage, help, completion and running all read. */
import type { Client } from '../cluster/contract/client.ts';
import type { Session } from './session.ts';
import type { Flag, FlagValues } from './flags.ts';

export interface Invocation {
  readonly session: Session;
  readonly args: readonly string[];
  /** How many arguments stood before `--`; -1 when there was none. */
  readonly atDash: number;
  readonly flags: FlagValues;
  /** `kubectl rollout undo` */
  readonly path: string;
}

/** What Tab offers for an argument. */
export type Completes = 'resources' | 'types' | 'pods' | 'nodes' | 'files' | 'contexts' | 'nothing';

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** What follows `kubectl ` in the usage line; `[flags]` is added only with `flagsInUse`. */
  readonly use: string;
  /** In words of our own. */
  readonly summary: string;
  /** Cobra's DisableFlagsInUseLine is what most of kubectl's commands set. */
  readonly flagsInUse?: boolean;
  readonly suggestFor?: readonly string[];
  readonly flags: readonly Flag[];
  readonly required?: readonly string[];
  readonly subcommands?: readonly Command[];
  readonly completes?: Completes;
  /** It is not here, and says so whatever follows its name. */
  readonly absent?: boolean;
  /** Left out of the list of commands. */
  readonly hidden?: boolean;
  readonly run?: (invocation: Invocation) => Client<number>;
}
