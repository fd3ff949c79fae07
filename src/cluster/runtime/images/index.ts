/** The images that Podarium knows by name; another one is run as a busybox. */
import { busybox } from './busybox.ts';
import { hello1, hello2, nginx } from './nginx.ts';
import { pause } from './pause.ts';
import { redis } from './redis.ts';
import { servers } from './servers.ts';
import type { Image } from './image.ts';

export const IMAGES: readonly Image[] = [busybox, nginx, hello1, hello2, pause, redis, ...servers];
