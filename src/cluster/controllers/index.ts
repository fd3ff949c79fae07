/** The controllers that the cluster runs; each is a file of its own. */
import type { Component } from '../contract/component.ts';
import { cronJobController } from './cron-job.ts';
import { daemonSetController } from './daemon-set.ts';
import { deploymentController } from './deployment.ts';
import { disruptionController } from './disruption.ts';
import { endpointController } from './endpoints.ts';
import { garbageCollector } from './garbage-collector.ts';
import { autoscalerController } from './horizontal-pod-autoscaler.ts';
import { jobController } from './job.ts';
import { namespaceController } from './namespace.ts';
import { nodeLifecycleController } from './node-lifecycle.ts';
import { persistentVolumeController } from './persistent-volume.ts';
import { podGarbageCollector } from './pod-gc.ts';
import { replicaSetController, replicationController } from './replica-set.ts';
import { resourceQuotaController } from './resource-quota.ts';
import { serviceAccountController } from './service-account.ts';
import { statefulSetController } from './stateful-set.ts';
import { taintEvictionController } from './taint-eviction.ts';
import { volumeProtectionController } from './volume-protection.ts';

/** In the order in which they hear of a change. */
export const controllers: readonly Component[] = [
  namespaceController, serviceAccountController, nodeLifecycleController, taintEvictionController, podGarbageCollector,
  deploymentController, replicaSetController, replicationController, statefulSetController, daemonSetController, jobController, cronJobController,
  autoscalerController, disruptionController, resourceQuotaController, endpointController, persistentVolumeController, volumeProtectionController,
  garbageCollector,
] as readonly Component[];
