/** What a kind's validation consists of, and the parts that all kinds are made of. */
import type { KubeObject } from '../../../model/objects.ts';
import { dnsSubdomainComplaints, type NameCheck } from '../../../model/names.ts';
import type { FieldErrors } from './errors.ts';
import type { ValidationContext } from './context.ts';
import { validateMeta, type MetaRules } from './metadata.ts';
import { struct } from './values.ts';

type CreateRule = (errors: FieldErrors, object: KubeObject, context: ValidationContext) => void;
export type UpdateRule = (errors: FieldErrors, next: KubeObject, old: KubeObject, context: ValidationContext) => void;

export interface KindRules {
  readonly create: CreateRule;
  readonly update: UpdateRule;
  /** What a write to a subresource is checked for, by its name; others are checked like the object. */
  readonly subresources?: Readonly<Record<string, UpdateRule>>;
}

/** An object as the rules of its kind read it; nothing in it is taken for granted. */
export const as = <T>(object: KubeObject): T => object as unknown as T;

export const namespaced = (name: NameCheck = dnsSubdomainComplaints): MetaRules => ({ namespaced: true, name });
export const clusterWide = (name: NameCheck = dnsSubdomainComplaints): MetaRules => ({ namespaced: false, name });
export const checkMeta = (errors: FieldErrors, object: KubeObject, rules: MetaRules): void => validateMeta(errors, struct(object.metadata), rules);

/** Of writes in which nothing but the metadata is checked, which is checked in all. */
export const nothingMore: UpdateRule = () => undefined;
/** Of kinds whose metadata is all that is checked. */
export const metadataOnly = (rules: MetaRules): KindRules => ({
  create: (errors, object) => checkMeta(errors, object, rules),
  update: nothingMore,
});
