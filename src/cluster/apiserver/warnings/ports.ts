/** Warnings about ports that meet or mislead. Follows pkg/api/pod/warnings.go. */
import type { FieldPath } from '../../../model/field-path.ts';
import { listOf, numberOf, textOf, type Fields } from '../fields.ts';

interface Seen {
  readonly path: string;
  readonly hostIP: string;
  readonly hostPort: number;
}

export function portWarnings(containers: readonly (readonly [Fields, FieldPath])[]): readonly string[] {
  const found: string[] = [];
  const byPort = new Map<string, Seen[]>();
  const byName = new Map<string, string>();
  for (const [container, base] of containers) {
    listOf(container['ports']).forEach((port, i) => {
      const path = base.child('ports').index(i).toString();
      const here: Seen = { path, hostIP: textOf(port['hostIP']), hostPort: numberOf(port['hostPort']) };
      if (here.hostIP !== '' && here.hostPort === 0) found.push(`${path}: hostIP set without hostPort: ${goPort(port)}`);
      const key = `${numberOf(port['containerPort'])}/${textOf(port['protocol'])}`;
      const others = byPort.get(key) ?? [];
      for (const other of others) {
        const meeting = meets(here, other);
        if (meeting !== null) found.push(`${path}: ${meeting} port definition with ${other.path}`);
      }
      byPort.set(key, [...others, here]);
      const name = textOf(port['name']);
      const first = byName.get(name);
      if (name !== '' && first !== undefined) found.push(`${path}: duplicate port name "${name}" with ${first}, services and probes that select ports by name will use ${first}`);
      else if (name !== '') byName.set(name, path);
    });
  }
  return found;
}

function meets(here: Seen, other: Seen): 'duplicate' | 'overlapping' | 'dangerously ambiguous' | null {
  if (here.hostIP === other.hostIP && here.hostPort === other.hostPort) return 'duplicate';
  if (here.hostPort === 0 || other.hostPort === 0) return 'overlapping';
  const [a, b] = [here.hostIP === '', other.hostIP === ''];
  return here.hostPort === other.hostPort && a !== b ? 'dangerously ambiguous' : null;
}
/** The struct as Go prints it with %+v. */
const goPort = (port: Fields): string =>
  `{Name:${textOf(port['name'])} HostPort:${numberOf(port['hostPort'])} ContainerPort:${numberOf(port['containerPort'])} Protocol:${textOf(port['protocol'])} HostIP:${textOf(port['hostIP'])}}`;
