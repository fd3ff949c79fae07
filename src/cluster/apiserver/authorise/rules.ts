/** All that a user may do, as rules: those of the roles that Kubernetes itself binds, and those of the sandbox's bindings. Follows plugin/pkg/auth/authorizer/rbac RulesFor and bootstrappolicy. */
import type { UserInfo } from '../../contract/api.ts';
import type { Store } from '../../contract/store.ts';
import type { Fields } from '../fields.ts';
import { ADMIN_GROUPS, rulesBoundTo } from './index.ts';

const EVERYTHING: readonly Fields[] = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }, { verbs: ['*'], nonResourceURLs: ['*'] }];
const INFO = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
/** system:basic-user, system:discovery and system:public-info-viewer. */
const OF_EVERYONE: readonly Fields[] = [
  { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'] },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  { verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*', '/readyz', '/version', '/version/'] },
  { verbs: ['get'], nonResourceURLs: INFO },
];

export function rulesFor(store: Store, user: UserInfo, namespace: string): object {
  const everyone = user.groups.includes('system:authenticated') ? OF_EVERYONE : [{ verbs: ['get'], nonResourceURLs: INFO }];
  const rules = [...(user.groups.some(group => ADMIN_GROUPS.includes(group)) ? EVERYTHING : []), ...everyone, ...rulesBoundTo(store, user, namespace)];
  return { incomplete: false, nonResourceRules: rules.filter(rule => 'nonResourceURLs' in rule), resourceRules: rules.filter(rule => 'resources' in rule) };
}
