/** Pod depth: the opened Pod, and the packets that its own wires see. */
import { useMemo, useState, type ReactNode } from 'react';
import { podName } from '../../cluster/contract/trace.ts';
import { select, useSession } from '../../session/index.ts';
import { ActionsContext, STILL, type DiagramActions } from './flow/actions.ts';
import { PodPicture } from './PodPicture.tsx';
import { useSelected } from './ClusterDepth.tsx';
import { packetIn } from './project/packet.ts';
import { projectPod } from './project/pod.ts';
import { FilesLayer } from './FilesLayer.tsx';
import { TrayFiles } from './TrayFiles.tsx';
import { Choose } from './Choose.tsx';
import { useMoment, useOpenUid, type Pane } from './use-picture.ts';

export function PodDepth({ pane }: { readonly pane: Pane }): ReactNode {
  const moment = useMoment();
  const uid = useOpenUid();
  const open = useSession((state) => state.openPod);
  const layer = useSession((state) => state.layer);
  const pod = useMemo(() => (uid === '' ? null : projectPod(moment, uid)), [moment, uid]);
  const packet = useMemo(() => (pod === null ? null : packetIn(moment.step, podName(pod.namespace, pod.name), pod.address)), [moment.step, pod]);
  const selected = useSelected();
  const [tray, openTray] = useState('');
  const actions = useMemo((): DiagramActions => ({
    ...STILL,
    openTray: (name) => openTray((before) => (before === name ? '' : name)),
    select: (kind, namespace, name, container) => kind === 'Container' && select({ kind, namespace, name, container: container ?? '' }),
  }), []);
  if (pod === null) return <Choose depth="pod" gone={open} />;
  return (
    <ActionsContext.Provider value={actions}>
      {layer === 'files' && <FilesLayer pod={pod} selected={selected} />}
      {layer !== 'files' && pane.width > 0 && <PodPicture pod={pod} packet={packet} selected={selected} width={pane.width} height={pane.height} scale={pane.scale} />}
      {pod.trays.filter((one) => one.name === tray).map((one) => <TrayFiles key={`${pod.uid} ${one.name}`} pod={pod} tray={one} onClose={() => openTray('')} />)}
    </ActionsContext.Provider>
  );
}
