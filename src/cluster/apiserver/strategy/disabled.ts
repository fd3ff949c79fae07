/** Fields of features that are switched off by default: they are dropped without a word. Follows pkg/api/pod/util.go DropDisabledPodFields. */
import { inField, isEmptyMap, mapField, withField, type Fields } from '../fields.ts';

const CONTAINERS = ['initContainers', 'containers', 'ephemeralContainers'] as const;
const without = (object: Fields, name: string): Fields => (object[name] === undefined ? object : withField(object, name, undefined));

/** ContainerStopSignals. */
function withoutStopSignal(container: Fields): Fields {
  const made = inField(container, 'lifecycle', lifecycle => without(lifecycle, 'stopSignal'));
  const lifecycle = made['lifecycle'];
  return made !== container && isEmptyMap((lifecycle ?? {}) as object) ? withField(made, 'lifecycle', undefined) : made;
}
/** H2CContainerProbe and GRPCContainerProbeTLS. */
const plainAction = (handler: Fields): Fields => inField(inField(handler, 'httpGet', get => without(get, 'protocol')), 'grpc', grpc => without(grpc, 'mode'));
function plainContainer(container: Fields): Fields {
  let made = withoutStopSignal(container);
  for (const field of ['livenessProbe', 'readinessProbe', 'startupProbe']) made = inField(made, field, plainAction);
  made = inField(made, 'lifecycle', lifecycle => inField(inField(lifecycle, 'postStart', plainAction), 'preStop', plainAction));
  // VolumeBindMountOptions
  return mapField(made, 'volumeMounts', mount => without(mount, 'bindMountOptions'));
}

/** AtomicWriteVolumeUserFields: whose the files of a volume are. */
const files = (source: Fields): Fields => mapField(without(without(source, 'defaultUser'), 'user'), 'items', item => without(item, 'user'));
function plainVolume(volume: Fields): Fields {
  let made = inField(volume, 'emptyDir', dir => without(dir, 'mode'));
  for (const field of ['secret', 'configMap', 'downwardAPI']) made = inField(made, field, files);
  return inField(made, 'projected', projected => mapField(files(projected), 'sources', source => {
    let each = source;
    for (const field of ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken', 'clusterTrustBundle', 'podCertificate']) each = inField(each, field, files);
    return each;
  }));
}

export function withoutDisabledFields(spec: Fields): Fields {
  // EvictionRequestAPI and GenericWorkload
  let made = without(without(spec, 'evictionResponders'), 'schedulingGroup');
  for (const field of CONTAINERS) made = mapField(made, field, plainContainer);
  return mapField(made, 'volumes', plainVolume);
}
/** The same of the template in an object. */
export const withoutDisabledTemplateFields = (template: Fields): Fields => inField(template, 'spec', withoutDisabledFields);
