/** Fields of features that are switched off by default: they are dropped without a word. Follows pkg/api/pod/util.go DropDisabledPodFields. */
import { inField, isEmptyMap, mapField, withField, type Fields } from '../fields.ts';

/** ContainerStopSignals. */
function withoutStopSignal(container: Fields): Fields {
  const made = inField(container, 'lifecycle', lifecycle => withField(lifecycle, 'stopSignal', undefined));
  const lifecycle = made['lifecycle'];
  return made !== container && isEmptyMap((lifecycle ?? {}) as object) ? withField(made, 'lifecycle', undefined) : made;
}

export function withoutDisabledFields(spec: Fields): Fields {
  let made = spec;
  for (const field of ['initContainers', 'containers', 'ephemeralContainers']) made = mapField(made, field, withoutStopSignal);
  return made;
}
