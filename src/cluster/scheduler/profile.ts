/** The default profile: which plugins there are, in the order in which they are asked, and what their scores weigh. */
import type { Plugin } from './framework.ts';
import { balancedAllocation } from './plugins/balanced-allocation.ts';
import { dynamicResources } from './plugins/dynamic-resources.ts';
import { imageLocality } from './plugins/image-locality.ts';
import { interPodAffinity } from './plugins/inter-pod-affinity.ts';
import { nodeAffinity } from './plugins/node-affinity.ts';
import { nodeName } from './plugins/node-name.ts';
import { nodePorts } from './plugins/node-ports.ts';
import { nodeResourcesFit } from './plugins/node-resources-fit.ts';
import { nodeUnschedulable } from './plugins/node-unschedulable.ts';
import { nodeVolumeLimits } from './plugins/node-volume-limits.ts';
import { podTopologySpread } from './plugins/pod-topology-spread.ts';
import { schedulingGates } from './plugins/scheduling-gates.ts';
import { taintToleration } from './plugins/taint-toleration.ts';
import { volumeBinding } from './plugins/volume-binding.ts';
import { volumeRestrictions } from './plugins/volume-restrictions.ts';
import { volumeZone } from './plugins/volume-zone.ts';

export interface ProfileEntry {
  readonly plugin: Plugin;
  /** What a point of its score is worth; 0 for a plugin that does not score. */
  readonly weight: number;
}

// Follows pkg/scheduler/apis/config/v1/default_plugins.go. Preemption (DefaultPreemption) is preemption.ts, binding (DefaultBinder) is in writes.ts.
export const defaultProfile: readonly ProfileEntry[] = [
  { plugin: schedulingGates, weight: 0 },
  { plugin: nodeUnschedulable as Plugin, weight: 0 },
  { plugin: nodeName as Plugin, weight: 0 },
  { plugin: taintToleration as Plugin, weight: 3 },
  { plugin: nodeAffinity as Plugin, weight: 2 },
  { plugin: nodePorts as Plugin, weight: 0 },
  { plugin: nodeResourcesFit as Plugin, weight: 1 },
  { plugin: volumeRestrictions as Plugin, weight: 0 },
  { plugin: nodeVolumeLimits as Plugin, weight: 0 },
  { plugin: volumeBinding as Plugin, weight: 0 },
  { plugin: volumeZone as Plugin, weight: 0 },
  { plugin: podTopologySpread as Plugin, weight: 2 },
  { plugin: interPodAffinity as Plugin, weight: 2 },
  { plugin: dynamicResources, weight: 0 },
  { plugin: balancedAllocation as Plugin, weight: 1 },
  { plugin: imageLocality as Plugin, weight: 1 },
];
