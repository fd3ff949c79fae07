/** Server-side apply. */
import { badRequest } from '../../../model/status.ts';
import type { ApiResponse } from '../../contract/api.ts';
import { refusal, type Call } from '../call.ts';

export const apply = (call: Call): ApiResponse => refusal(call, badRequest('server-side apply is not there yet'));
