/** The corpus `admission`: one request to the API server of a fresh cluster in which no component runs. */
import { hash32, nextRandom, seedRng } from '../../base/rng.ts';
import { createApiServer, type ApiServer } from '../../cluster/apiserver/index.ts';
import { bootstrap } from '../../cluster/apiserver/bootstrap.ts';
import { ADMIN, type ApiRequest, type PatchType, type TextBody } from '../../cluster/contract/api.ts';
import type { TraceSerial } from '../../cluster/contract/ids.ts';
import { DEFAULT_DELAYS, type ClusterSettings } from '../../cluster/contract/settings.ts';
import { createStore } from '../../cluster/store/index.ts';
import { groupOf, groupResource, resourceOfKind } from '../../model/resources.ts';
import { isStatus } from '../../model/status.ts';
import { DEFAULT_EPOCH, simTime } from '../../model/time.ts';

interface SetupObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string };
  readonly status?: unknown;
}
export interface AdmissionScenario {
  readonly corpus: 'admission';
  readonly id: string;
  readonly setup?: readonly SetupObject[];
  readonly request: {
    readonly verb: 'create' | 'update' | 'patch' | 'apply';
    readonly target: { readonly apiVersion: string; readonly kind: string; readonly name?: string; readonly subresource?: string };
    readonly namespace?: string;
    readonly body?: unknown;
    readonly contentType?: string;
    readonly patchType?: 'strategic' | 'merge' | 'json';
    readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
    readonly fieldManager?: string;
    readonly force?: boolean;
  };
}
interface AdmissionResult {
  readonly corpus: 'admission';
  readonly id: string;
  readonly code: number;
  readonly warnings: readonly string[];
  readonly body: unknown;
}

const PRELUDE: readonly SetupObject[] = [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } }];

export function runAdmission(scenario: AdmissionScenario): AdmissionResult {
  const server = freshServer(scenario.id);
  for (const object of [...PRELUDE, ...(scenario.setup ?? [])]) setUp(server, object);
  const { code, warnings, body } = server.handle(requestOf(scenario));
  return { corpus: 'admission', id: scenario.id, code, warnings, body };
}

function settingsOf(seed: number): ClusterSettings {
  return {
    seed, epoch: DEFAULT_EPOCH, nodes: [], podCIDR: '10.244.0.0/16', serviceCIDR: '10.96.0.0/16', images: [], delays: DEFAULT_DELAYS,
    run: { scheduler: false, controllers: false, kubelet: false }, prelude: [], retentionMs: 3_600_000,
  };
}

function freshServer(id: string): ApiServer {
  const settings = settingsOf(hash32(id));
  let rng = seedRng(settings.seed);
  const deps = {
    store: createStore(), settings,
    now: () => simTime(0),
    random: () => {
      const [value, next] = nextRandom(rng);
      rng = next;
      return value;
    },
    trace: () => 0 as TraceSerial,
  };
  const server = createApiServer(deps);
  bootstrap(server, deps);
  return server;
}

/** Creates an object; a status that comes with it is written afterwards, as a controller would have. */
function setUp(server: ApiServer, object: SetupObject): void {
  const at = addressOf(object.apiVersion, object.kind, object.metadata.namespace);
  const options = { fieldManager: 'setup', fieldValidation: 'Ignore' } as const;
  const created = server.handle({ verb: 'create', ...at, user: ADMIN, body: object, options });
  const isThere = isStatus(created.body) && created.body.reason === 'AlreadyExists';
  if (isThere) server.handle({ verb: 'patch', ...at, name: object.metadata.name ?? '', patchType: 'merge', body: object, options });
  else if (created.code >= 400) throw new Error(`setup was refused: ${JSON.stringify(created.body)}`);
  if (object.status === undefined) return;
  const status = server.handle({ verb: 'patch', ...at, subresource: 'status', name: object.metadata.name ?? '', patchType: 'merge', body: { status: object.status }, options });
  if (status.code >= 400) throw new Error(`the status of the setup was refused: ${JSON.stringify(status.body)}`);
}

/** Where a kind is found in the API. */
function addressOf(apiVersion: string, kind: string, namespace: string | undefined): Pick<ApiRequest, 'resource' | 'apiVersion' | 'namespace'> {
  const fact = resourceOfKind(apiVersion, kind);
  if (!fact) throw new Error(`unknown kind ${apiVersion} ${kind}`);
  return { resource: groupResource(groupOf(apiVersion), fact.name), apiVersion, ...(fact.namespaced ? { namespace: namespace ?? 'default' } : {}) };
}

function requestOf({ request }: AdmissionScenario): ApiRequest {
  const { target, verb } = request;
  const patchType: PatchType | undefined = verb === 'apply' ? 'apply' : request.patchType;
  const fallback = verb === 'patch' ? 'application/json' : 'application/yaml';
  const body: unknown = typeof request.body === 'string' ? ({ text: request.body, contentType: request.contentType ?? fallback } satisfies TextBody) : request.body;
  return {
    verb: verb === 'apply' ? 'patch' : verb,
    ...addressOf(target.apiVersion, target.kind, request.namespace),
    ...(target.name === undefined ? {} : { name: target.name }),
    ...(target.subresource === undefined ? {} : { subresource: target.subresource }),
    ...(patchType === undefined ? {} : { patchType }),
    user: ADMIN,
    body,
    options: {
      fieldValidation: request.fieldValidation ?? 'Strict',
      ...(verb === 'apply' ? { fieldManager: request.fieldManager ?? 'oracle' } : request.fieldManager === undefined ? {} : { fieldManager: request.fieldManager }),
      ...(request.force === undefined ? {} : { force: request.force }),
    },
  };
}
