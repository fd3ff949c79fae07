/** What a controller says of the answers to its requests about Pods, and when it tries again. Follows pkg/controller/controller_utils.go RealPodControl. */
import type { ApiResponse } from '../contract/api.ts';
import type { KubeObject } from '../../model/objects.ts';
import { isStatus } from '../../model/status.ts';
import type { Controller } from './framework.ts';
import { isNamespaceTerminating } from './objects.ts';

/** The key of a request, `create|<owner's key>` or `delete|<owner's key>|<Pod>`, and its answer. */
export function podAnswered<S extends object>(self: Controller<S>, owner: Parameters<Controller<S>['event']>[0], [what, key = '', name = '']: readonly string[], { code, body }: ApiResponse): void {
  if (what === 'delete' && code < 400) self.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
  if (what !== 'create') return;
  if (code < 400) {
    self.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${(body as KubeObject).metadata.name}`);
    self.succeeded(key);
  } else if (!isNamespaceTerminating(body)) {
    self.event(owner, 'Warning', 'FailedCreate', `Error creating: ${isStatus(body) ? (body.message ?? '') : ''}`);
    self.retryLater(key);
  }
}
