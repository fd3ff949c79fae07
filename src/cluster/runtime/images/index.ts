/** The images that Podarium knows by name; another one is run as a busybox. */
import { busybox } from './busybox.ts';
import type { Image } from './image.ts';

export const IMAGES: readonly Image[] = [busybox];
