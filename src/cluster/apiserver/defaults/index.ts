/** The default stage: fields that nobody set. One function a kind, after upstream's pkg/apis defaults.go. */
import type { KubeObject } from '../../../model/objects.ts';
import type { Row } from '../rows.ts';

export const defaulted = (_row: Row, object: KubeObject): KubeObject => object;
