/** What a namespace's labels ask of its Pods, and how a Pod measures up. Follows pod-security-admission/api and policy/registry.go. */
import { FieldPath } from '../../../../model/field-path.ts';
import type { FieldError } from '../../validation/index.ts';
import { baselineChecks } from './baseline.ts';
import type { Check, PodParts, Violation } from './checks.ts';
import { restrictedChecks } from './restricted.ts';

type Level = 'privileged' | 'baseline' | 'restricted';
export interface LevelVersion {
  readonly level: Level;
  /** A minor version; null is the latest. */
  readonly minor: number | null;
}
export interface Policy {
  readonly enforce: LevelVersion;
  readonly warn: LevelVersion;
}
const LEVELS: readonly Level[] = ['privileged', 'baseline', 'restricted'];
const LATEST = 37;
export const levelText = ({ level, minor }: LevelVersion): string => `${level}:${minor === null ? 'latest' : `v1.${minor}`}`;
export const isStricter = (a: Level, b: Level): boolean => LEVELS.indexOf(a) > LEVELS.indexOf(b);

const PREFIX = 'pod-security.kubernetes.io/';
type Labels = Readonly<Record<string, string>>;

/** The policy of a namespace, and what is wrong with its labels. */
export function policyOf(labels: Labels): { readonly policy: Policy; readonly errors: readonly FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (label: string, value: string, why: string): void => {
    errors.push({ reason: 'FieldValueInvalid', field: FieldPath.of('metadata', 'labels').key(label), message: `Invalid value: ${JSON.stringify(value)}: ${why}` });
  };
  const read = (mode: string, fallback: Level): LevelVersion & { readonly isSet: boolean; readonly hasVersion: boolean } => {
    const [levelLabel, versionLabel] = [`${PREFIX}${mode}`, `${PREFIX}${mode}-version`];
    const [level, version] = [labels[levelLabel], labels[versionLabel]];
    const isKnown = LEVELS.includes(level as Level);
    if (level !== undefined && !isKnown) wrong(levelLabel, level, 'must be one of privileged, baseline, restricted');
    const minor = version === undefined || version === 'latest' ? null : /^v1\.(0|[1-9]\d*)$/.exec(version);
    if (version !== undefined && version !== 'latest' && minor === null) wrong(versionLabel, version, 'must be "latest" or "v1.x"');
    return {
      level: level === undefined ? 'privileged' : isKnown ? (level as Level) : fallback, minor: minor === null ? null : Number(minor[1]),
      isSet: level !== undefined && (isKnown || mode === 'warn'), hasVersion: version !== undefined,
    };
  };
  const enforce = read('enforce', 'restricted');
  read('audit', 'privileged');
  const warn = read('warn', 'privileged');
  // Who enforces a level is warned at that level, too, where Pods are made by controllers.
  const follows = !warn.isSet && enforce.isSet && isStricter(enforce.level, warn.level);
  return { policy: { enforce, warn: follows ? { level: enforce.level, minor: warn.hasVersion ? warn.minor : enforce.minor } : warn }, errors };
}

const ruleAt = (check: Check, minor: number): ((pod: PodParts) => Violation | null) | null => check.versions.findLast(([since]) => since <= minor)?.[1] ?? null;

/** What the Pod breaks at a level, baseline's rules first. */
export function violations({ level, minor }: LevelVersion, pod: PodParts): readonly Violation[] {
  if (level === 'privileged') return [];
  const version = Math.min(minor ?? LATEST, LATEST);
  const restricted = level === 'restricted' ? restrictedChecks.filter(check => ruleAt(check, version) !== null) : [];
  const overridden = new Set(restricted.flatMap(({ overrides = [] }) => overrides));
  return [...baselineChecks.filter(({ id }) => !overridden.has(id)), ...restricted].flatMap(check => ruleAt(check, version)?.(pod) ?? []);
}
export const detailText = (found: readonly Violation[]): string => found.map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`)).join(', ');
export const reasonText = (found: readonly Violation[]): string => found.map(({ reason }) => reason).join(', ');
