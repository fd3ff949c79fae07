/** An API server of its own, as a kubeadm cluster has it, without components. */
import { nextRandom, seedRng } from '../base/rng.ts';
import { bootstrap } from '../cluster/apiserver/bootstrap.ts';
import { createApiServer, type ApiServer } from '../cluster/apiserver/index.ts';
import type { ApiRequest, ApiResponse } from '../cluster/contract/api.ts';
import type { TraceSerial } from '../cluster/contract/ids.ts';
import { DEFAULT_DELAYS } from '../cluster/contract/settings.ts';
import { createStore } from '../cluster/store/index.ts';
import { DEFAULT_EPOCH, simTime } from '../model/time.ts';

export function freshServer(seed = 3): ApiServer {
  let rng = seedRng(seed);
  const deps = {
    store: createStore(), now: () => simTime(0), trace: () => 0 as TraceSerial,
    settings: {
      seed: 1, epoch: DEFAULT_EPOCH, nodes: [], podCIDR: '10.244.0.0/16', serviceCIDR: '10.96.0.0/16', images: [], delays: DEFAULT_DELAYS,
      run: { scheduler: false, controllers: false, kubelet: false }, prelude: [], retentionMs: 3_600_000,
    },
    random: () => {
      const [value, next] = nextRandom(rng);
      rng = next;
      return value;
    },
  };
  const server = createApiServer(deps);
  bootstrap(server, deps);
  server.handle({ verb: 'create', resource: 'serviceaccounts', namespace: 'default', body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } } });
  return server;
}

/** What an answer says in one line: the code and the message, as a client prints them. */
export function said({ code, body }: ApiResponse): string {
  const { message } = body as { readonly message?: string };
  return message === undefined ? String(code) : `${code} ${message}`;
}
export const askIn = (server: ApiServer) => (verb: ApiRequest['verb'], resource: string, request: Partial<ApiRequest> = {}): ApiResponse =>
  server.handle({ verb, resource, namespace: 'default', ...request });
