/** The controllers that the cluster runs; each is a file of its own. */
import type { Component } from '../contract/component.ts';
import { deploymentController } from './deployment.ts';
import { endpointController } from './endpoints.ts';
import { garbageCollector } from './garbage-collector.ts';
import { namespaceController } from './namespace.ts';
import { replicaSetController, replicationController } from './replica-set.ts';
import { serviceAccountController } from './service-account.ts';

/** In the order in which they hear of a change. */
export const controllers: readonly Component[] = [
  namespaceController,
  serviceAccountController,
  deploymentController,
  replicaSetController,
  replicationController,
  endpointController,
  garbageCollector,
] as readonly Component[];
