/** TaintNodesByCondition and NodeRestriction: new nodes start tainted; a kubelet speaks for its own node only. Follows plugin/pkg/admission/nodetaint and noderestriction. */
import { extended } from '../../../base/extended.ts';
import { err, ok } from '../../../base/result.ts';
import { MIRROR, NOT_READY } from '../../../model/well-known.ts';
import { at, listOf, specOf, withField } from '../fields.ts';
import type { AdmissionPlugin } from './plugin.ts';
import { refuse } from './refuse.ts';


export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  admit(object, { call, operation }) {
    if (call.row.resource !== 'nodes' || call.subresource !== '' || operation !== 'create') return ok(object);
    const taints = listOf(specOf(object)['taints']);
    if (taints.some(taint => taint['key'] === NOT_READY && taint['effect'] === 'NoSchedule')) return ok(object);
    return ok(withField(object, 'spec', extended(specOf(object), { taints: [...taints, { key: NOT_READY, effect: 'NoSchedule' }] })));
  },
};

const NODE_USER = 'system:node:';
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  admit(object, attributes) {
    const { call, operation } = attributes;
    if (!call.user.name.startsWith(NODE_USER)) return ok(object);
    const node = call.user.name.slice(NODE_USER.length);
    const name = object.metadata.name || (call.request.name ?? '');
    if (call.row.resource === 'nodes' && name !== node) return err(refuse(attributes, `node "${node}" is not allowed to modify node "${name}"`));
    if (call.row.resource !== 'pods') return ok(object);
    const bound = String(at(object, 'spec', 'nodeName') ?? '');
    if (operation === 'create' && object.metadata.annotations?.[MIRROR] === undefined) {
      return err(refuse(attributes, `pod does not have "kubernetes.io/config.mirror" annotation, node "${node}" can only create mirror pods`));
    }
    return bound === node
      ? ok(object)
      : err(refuse(attributes, operation === 'create' ? `node "${node}" can only create pods with spec.nodeName set to itself` : `node "${node}" can only update pod status for pods with spec.nodeName set to itself`));
  },
};
