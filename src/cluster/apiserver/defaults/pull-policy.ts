/** The default of imagePullPolicy. */

/** A reference to an image: an optional registry, a path in lower case, a tag. Follows distribution/reference. */
const REFERENCE = /^(?:(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?=:\d))(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::(\w[\w.-]{0,127}))?$/;
/** The digest of an image's content, which is no name. */
const DIGEST = /^[a-f0-9]{64}$/;
const policies = new Map<string, 'Always' | 'IfNotPresent'>();
/** `latest` is pulled always, everything else (also what is no reference) only where it is missing. Follows parsers.ParseImageName. */
export function pullPolicyOf(image: string): 'Always' | 'IfNotPresent' {
  const known = policies.get(image);
  if (known !== undefined) return known;
  const match = REFERENCE.exec(image);
  const policy = match !== null && !DIGEST.test(image) && (match[1] ?? 'latest') === 'latest' ? 'Always' : 'IfNotPresent';
  if (policies.size > 5_000) policies.clear();
  policies.set(image, policy);
  return policy;
}
