/** ImageLocality: nodes that have the Pod's images already score by their size, weighed by how widely the image is spread. */
import { MAX_NODE_SCORE, type Plugin } from '../framework.ts';

const MB = 1024 * 1024;
const LEAST = 23 * MB;
const MOST_PER_CONTAINER = 1000 * MB;

const normalised = (image: string): string => (image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image);

export const imageLocality: Plugin<null, readonly string[]> = {
  name: 'ImageLocality',
  score: {
    preScore(pod, world) {
      const { initContainers = [], containers, volumes = [] } = pod.pod.spec;
      const images = [...initContainers, ...containers].map(container => container.image);
      for (const { image } of volumes) if (image?.reference !== undefined) images.push(image.reference);
      const names = images.map(normalised);
      return names.every(name => world.image(name) === undefined) ? { same: 0 } : { data: names };
    },
    score(images, _, node, world) {
      if (node.images.size === 0) return 0;
      let sum = 0;
      for (const image of images) {
        const present = node.images.has(image) ? world.image(image) : undefined;
        if (present !== undefined) sum += Math.trunc(present.bytes * (present.nodes / world.nodes.length));
      }
      const most = MOST_PER_CONTAINER * images.length;
      const clamped = Math.min(Math.max(sum, LEAST), most);
      return Math.trunc((MAX_NODE_SCORE * (clamped - LEAST)) / (most - LEAST));
    },
  },
};
