/** The flags that every command takes. */
import { flags } from './flags.ts';
import type { Flag } from './flags.ts';

export const GLOBAL_FLAGS: readonly Flag[] = flags(`
  as string # Ask as this user; a service account is system:serviceaccount:NAMESPACE:NAME.
  as-group array # Ask as a member of this group; may be given several times.
  as-uid string # The UID to ask with.
  as-user-extra array # More about the user to ask as.
  cache-dir string=/root/.kube/cache # Where answers of discovery are kept.
  certificate-authority string # The file with the certificate authority.
  client-certificate string # The client's certificate.
  client-key string # The key of the client's certificate.
  cluster string # The cluster of the kubeconfig to ask.
  context string # The context of the kubeconfig to use.
  disable-compression bool # Ask for answers without compression.
  insecure-skip-tls-verify bool # Do not check the server's certificate.
  kubeconfig string # The kubeconfig file to read.
  kuberc string # The file of preferences to read.
  log-flush-frequency duration=5s # How often the log is written out.
  match-server-version bool # Refuse a server of another version.
  namespace|n string # The namespace to work in.
  password string # The password of basic authentication.
  profile string=none # The profile to record.
  profile-output string=profile.pprof # The file of that profile.
  proxy-url string # A proxy to ask through.
  request-timeout string=0 # How long to wait for one answer; 0 waits without end.
  server|s string # The address of the API server.
  tls-server-name string # The name to look for in the server's certificate.
  token string # The bearer token to ask with.
  user string # The user of the kubeconfig to ask as.
  username string # The user name of basic authentication.
  v|v int # How much is logged.
  version string=false ~true # Print the version and end.
  vmodule string=: # How much is logged, by source file.
  warnings-as-errors bool # Treat a warning of the server as a failure.
`);
