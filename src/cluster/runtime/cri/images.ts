/** Images on the nodes and in the registry: what is there, how long a pull takes, and containerd's words where it fails. */
import { hash32 } from '../../../base/rng.ts';
import type { SimTime } from '../../../model/time.ts';
import { after } from '../../../model/time.ts';
import type { ImageStatus } from '../../contract/cri.ts';
import type { ImageSetting } from '../../contract/settings.ts';
import { IMAGES } from '../images/index.ts';
import type { Image } from '../images/image.ts';
import { nextSerial } from '../kernel/context.ts';
import type { Kernel } from '../kernel/context.ts';

interface Reference {
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}
/** `nginx` -> docker.io/library/nginx:latest, as the distribution's reference grammar has it. */
function parseReference(name: string): Reference {
  const [withTag = '', digest = ''] = name.split('@');
  const slash = withTag.indexOf('/');
  const first = slash < 0 ? '' : withTag.slice(0, slash);
  const hasRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  const path = hasRegistry ? withTag.slice(slash + 1) : withTag;
  const colon = path.lastIndexOf(':');
  const repository = colon < 0 ? path : path.slice(0, colon);
  const tag = colon < 0 ? (digest === '' ? 'latest' : '') : path.slice(colon + 1);
  const registry = hasRegistry ? (first === 'index.docker.io' ? 'docker.io' : first) : 'docker.io';
  return { registry, repository: registry === 'docker.io' && !repository.includes('/') ? `library/${repository}` : repository, tag, digest };
}
const fullName = (reference: Reference): string => `${reference.registry}/${reference.repository}${reference.tag === '' ? '' : `:${reference.tag}`}${reference.digest === '' ? '' : `@${reference.digest}`}`;
const canonical = (name: string): string => fullName(parseReference(name));
const idOf = (name: string): string => {
  let id = '';
  for (let i = 0; i < 8; i++) id += hash32(`${i}@${name}`).toString(16).padStart(8, '0');
  return `sha256:${id}`;
};

function served(k: Kernel, name: string): ImageSetting | undefined {
  const wanted = canonical(name);
  const byDigest = parseReference(name).digest;
  return k.s.settings.images.find((image) => canonical(image.name) === wanted || (byDigest !== '' && idOf(canonical(image.name)) === byDigest));
}
/** As containerd names it: in full, and by its digest. */
function statusOf(setting: ImageSetting): ImageStatus {
  const name = canonical(setting.name);
  return { name, id: `${name.replace(/:[^:/]*$/, '')}@${idOf(name)}`, bytes: setting.bytes };
}

/** What is on the nodes from the start. */
export function presentImages(k: Kernel): ReadonlyMap<string, ImageStatus> {
  return new Map(k.s.settings.images.filter((image) => image.present).map((image) => [canonical(image.name), statusOf(image)]));
}
export function imageStatus(k: Kernel, node: string, name: string): ImageStatus | null {
  const images = k.s.nodes.get(node)?.images;
  const wanted = canonical(name);
  const there = images?.get(wanted);
  if (there !== undefined) return there;
  for (const status of images?.values() ?? []) if (wanted === status.id || status.id.endsWith(`@${name}`)) return status;
  return null;
}

/** Starts a pull; its end is told to the kubelet. Gives its size and when it will be done. */
export function pullImage(k: Kernel, node: string, name: string): { readonly bytes: number; readonly until: SimTime } {
  const { pullLatencyMs, pullBytesPerSecond } = k.s.settings.delays;
  const found = served(k, name);
  const bytes = found?.bytes ?? 0;
  const present = imageStatus(k, node, name) !== null;
  const took = Math.round(pullLatencyMs + (found === undefined || present ? 0 : (bytes / pullBytesPerSecond) * 1000));
  const until = after(k.plan.now, took);
  if (found === undefined) {
    k.plan.tell('kubelet', { cri: 'pulled', node, image: name, ok: false, message: pullError(name), tookMs: took }, until);
    return { bytes, until };
  }
  const serial = nextSerial(k);
  k.s.pulls.set(serial, { node, image: name, tookMs: took });
  k.plan.wakeAt(`pull${serial}`, until);
  return { bytes, until };
}
export function endPull(k: Kernel, serial: number): void {
  const pull = k.s.pulls.get(serial);
  const found = pull === undefined ? undefined : served(k, pull.image);
  const record = pull === undefined ? undefined : k.s.nodes.get(pull.node);
  k.s.pulls.delete(serial);
  if (pull === undefined || found === undefined || record === undefined) return;
  k.s.nodes.set(pull.node, { ...record, images: new Map(record.images).set(canonical(pull.image), statusOf(found)) });
  k.plan.tell('kubelet', { cri: 'pulled', node: pull.node, image: pull.image, ok: true, message: '', tookMs: pull.tookMs });
}

/** The name server of the nodes. */
const RESOLVER = '127.0.0.53:53';
const KNOWN_REGISTRIES = ['docker.io', 'registry.k8s.io', 'registry.example', 'ghcr.io', 'quay.io', 'gcr.io'];
/** containerd's words: a registry without an address, or one that does not have it. */
function pullError(name: string): string {
  const reference = parseReference(name);
  const full = fullName(reference);
  const head = `failed to pull and unpack image "${full}": failed to resolve image: `;
  // The kubelet takes gRPC's code off where it is Unknown, and only there.
  if (KNOWN_REGISTRIES.includes(reference.registry)) return `rpc error: code = NotFound desc = ${head}${full}: not found`;
  const [host = ''] = reference.registry.split(':');
  return `${head}failed to do request: Head "https://${reference.registry}/v2/${reference.repository}/manifests/${reference.tag || reference.digest}": dial tcp: lookup ${host} on ${RESOLVER}: no such host`;
}

/** The files and the start of an image by its name; one that we do not know by name is a busybox. */
export function imageFor(name: string): Image {
  const { registry, repository, tag } = parseReference(name);
  const short = registry === 'docker.io' ? repository.replace(/^library\//, '') : `${registry}/${repository}`;
  const fits = IMAGES.filter((image) => image.repository === short);
  return fits.find((image) => image.tag === tag) ?? fits.find((image) => image.tag === null) ?? IMAGES.find((image) => image.repository === repository.replace(/^.*\//, '') && image.tag === null) ?? UNKNOWN;
}
const UNKNOWN: Image = IMAGES.find((image) => image.repository === 'busybox') ?? (() => { throw new Error('no busybox'); })();
