/** What Go's types write even where it is empty: kubectl shows it of objects that it read from a file into such a type. */
import { isObject } from '../../base/json.ts';

type Fields = Readonly<Record<string, unknown>>;
const within = (value: unknown): Fields => (isObject(value) ? value : {});
const each = (list: unknown, change: (one: Fields) => Fields): unknown => (Array.isArray(list) ? list.map((one: unknown) => (isObject(one) ? change(one) : one)) : list);
/** The given lists of an object with each of their elements changed. */
const lists = (object: Fields, names: readonly string[], change: (one: Fields) => Fields): Fields =>
  ({ ...object, ...Object.fromEntries(names.filter((name) => name in object).map((name) => [name, each(object[name], change)])) });

const podSpec = (spec: unknown): Fields => lists(within(spec), ['containers', 'initContainers', 'ephemeralContainers'], (container) => ('resources' in container ? container : { ...container, resources: {} }));
const template = (value: unknown): Fields => ({ ...within(value), metadata: within(within(value)['metadata']), spec: podSpec(within(value)['spec']) });
const claim = (value: Fields): Fields => ({ ...value, metadata: within(value['metadata']), spec: { resources: {}, ...within(value['spec']) }, status: within(value['status']) });
const workload = (empty: Fields, status: Fields) => (object: Fields): Fields => ({
  ...object,
  spec: lists({ selector: null, ...empty, ...within(object['spec']), template: template(within(object['spec'])['template']) }, ['volumeClaimTemplates'], claim),
  status: { ...status, ...within(object['status']) },
});
const job = (spec: unknown): Fields => ({ ...within(spec), template: template(within(spec)['template']) });

const SHAPES: Readonly<Record<string, (object: Fields) => Fields>> = {
  Pod: (object) => ({ ...object, spec: podSpec(object['spec']), status: within(object['status']) }),
  Deployment: workload({ strategy: {} }, {}),
  ReplicaSet: workload({}, { replicas: 0 }),
  StatefulSet: workload({ serviceName: '', updateStrategy: {} }, { availableReplicas: 0, replicas: 0 }),
  DaemonSet: workload({ updateStrategy: {} }, { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 }),
  Job: (object) => ({ ...object, spec: job(object['spec']), status: within(object['status']) }),
  CronJob: (object) => {
    const spec = within(object['spec']);
    const jobTemplate = within(spec['jobTemplate']);
    return { ...object, spec: { ...spec, jobTemplate: { ...jobTemplate, metadata: within(jobTemplate['metadata']), spec: job(jobTemplate['spec']) } }, status: within(object['status']) };
  },
  Service: (object) => ({ ...object, spec: within(object['spec']), status: { loadBalancer: {}, ...within(object['status']) } }),
};

export const asTyped = (object: Fields): Fields => SHAPES[String(object['kind'])]?.(object) ?? object;
