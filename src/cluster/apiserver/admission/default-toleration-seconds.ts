/** DefaultTolerationSeconds: a Pod stays five minutes on a node that is not ready or out of reach. Follows plugin/pkg/admission/defaulttolerationseconds. */
import { ok } from '../../../base/result.ts';
import { NOT_READY, UNREACHABLE } from '../../../model/well-known.ts';
import { listOf, specOf, withField, type Fields } from '../fields.ts';
import type { AdmissionPlugin } from './plugin.ts';

const SECONDS = 300;
const KEYS = [NOT_READY, UNREACHABLE];
const DEFAULTS: readonly Fields[] = KEYS.map(key => Object.freeze({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }));

const tolerates = (toleration: Fields, key: string): boolean =>
  (toleration['key'] === key || !toleration['key']) && (toleration['effect'] === 'NoExecute' || !toleration['effect']);

export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit(object, { call }) {
    if (call.row.resource !== 'pods' || call.subresource !== '') return ok(object);
    const spec = specOf(object);
    const tolerations = listOf(spec['tolerations']);
    const missing = DEFAULTS.filter((_, i) => !tolerations.some(each => tolerates(each, KEYS[i] ?? '')));
    return ok(missing.length === 0 ? object : withField(object, 'spec', withField(spec, 'tolerations', tolerations.length === 0 && missing.length === DEFAULTS.length ? DEFAULTS : [...tolerations, ...missing])));
  },
};
