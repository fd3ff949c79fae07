/** Meanings of a container's fields. */
export const containerWords = `
# core.v1.Container
- One container of a Pod: an image, what to run in it, and under which terms.
name The container's name, unique within the Pod.
image The image to run, such as nginx:1.27. Without a tag it is :latest.
imagePullPolicy When to fetch the image: Always, IfNotPresent or Never. Always for :latest, IfNotPresent otherwise.
command What to run in place of the image's entrypoint. Not a shell line: each word is an item.
args Arguments, in place of the image's own.
workingDir The folder to start in.
ports Ports that the container listens on. For information; a port is open whether it stands here or not.
env Environment variables.
envFrom ConfigMaps and Secrets of which every key becomes a variable.
resources How much CPU and memory are set aside, and how much may be used at most.
resizePolicy Whether a change of resources needs a restart.
volumeMounts Where the Pod's volumes appear in the container.
volumeDevices Where block devices appear in the container.
livenessProbe Asks whether the container still works. When it fails, the container is started again.
readinessProbe Asks whether the container can serve. While it fails, Services send it nothing.
startupProbe Asks whether the container has come up. The other probes wait for it; when it fails for good, the container is started again.
lifecycle What to run right after the start and before the stop.
terminationMessagePath The file whose text is kept as the container's last words.
terminationMessagePolicy Where last words come from: the File, or FallbackToLogsOnError.
securityContext The container's user and rights; these win over the Pod's.
restartPolicy In an init container, Always makes a sidecar of it. In others it overrides the Pod's.
restartPolicyRules Restarts that depend on the exit code.
stdin Keep standard input open.
stdinOnce Close standard input after the first visitor left.
tty Give the container a terminal.
# core.v1.EphemeralContainer
- A container for debugging that is added to a running Pod.
targetContainerName The container whose processes it sees.
# core.v1.ContainerPort
- A port that a container listens on.
containerPort The port's number, 1 to 65535.
name A name that Services and probes can use instead of the number.
protocol TCP, UDP or SCTP; TCP unless given.
hostPort The same port on the node. One Pod a node can have it.
hostIP The node's address for hostPort.
# core.v1.EnvVar
- One environment variable.
name The variable's name.
value Its value; $(NAME) is replaced by another variable.
valueFrom Take the value from elsewhere. Not together with value.
# core.v1.EnvVarSource
configMapKeyRef A key of a ConfigMap.
secretKeyRef A key of a Secret.
fieldRef A field of the Pod, such as metadata.name or status.podIP.
resourceFieldRef A request or limit of a container.
# core.v1.EnvFromSource
configMapRef The ConfigMap whose keys become variables.
secretRef The Secret whose keys become variables.
prefix What is put before each name.
# core.v1.ConfigMapKeySelector
name The ConfigMap.
key The key.
optional Whether it may be missing.
# core.v1.SecretKeySelector
name The Secret.
key The key.
optional Whether it may be missing.
# core.v1.ObjectFieldSelector
fieldPath The path of the field.
# core.v1.ResourceFieldSelector
resource The resource, such as limits.cpu.
divisor The unit of the number.
containerName The container; in a volume it must be named.
# core.v1.ResourceRequirements
- What a container needs and may use.
requests What is set aside. The scheduler finds a node with so much left.
limits What may be used at most. Too much CPU is slowed down, too much memory is killed.
claims Devices of the Pod's resourceClaims that this container uses.
# core.v1.ContainerResizePolicy
resourceName cpu or memory.
restartPolicy NotRequired or RestartContainer.
# core.v1.VolumeMount
- Where a volume appears in a container.
name The volume's name in the Pod.
mountPath The folder in the container.
subPath A file or folder of the volume instead of all of it.
subPathExpr Like subPath, with variables as $(NAME).
readOnly Nothing can be written there.
recursiveReadOnly Whether that holds for what is mounted below, too.
mountPropagation Whether mounts made later show on the other side.
# core.v1.Probe
- A check that is made again and again.
httpGet A request over HTTP; 200 to 399 is success.
exec A command in the container; exit code 0 is success.
tcpSocket A connection to a port; that it opens is success.
grpc A question to the gRPC health service.
initialDelaySeconds Seconds after the start before the first check.
periodSeconds Seconds between checks; 10 unless given.
timeoutSeconds Seconds after which a check has failed; 1 unless given.
successThreshold Successes in a row until it counts; 1 unless given.
failureThreshold Failures in a row until it counts; 3 unless given.
terminationGracePeriodSeconds Seconds to stop after this probe failed, in place of the Pod's.
# core.v1.HTTPGetAction
path The path to ask for.
port The port's number or name.
host The host to ask; the Pod's address unless given.
scheme HTTP or HTTPS.
httpHeaders Headers to send.
# core.v1.ExecAction
command The command and its arguments, a word an item.
# core.v1.TCPSocketAction
port The port's number or name.
host The host; the Pod's address unless given.
# core.v1.GRPCAction
port The port's number.
service The service's name to ask about.
# core.v1.Lifecycle
- What runs at the beginning and the end of a container.
postStart Runs right after the start. When it fails, the container is stopped.
preStop Runs before the container is asked to stop, within the grace period.
stopSignal The signal that asks the container to stop.
# core.v1.LifecycleHandler
exec A command in the container.
httpGet A request over HTTP.
sleep Wait.
tcpSocket No longer supported.
# core.v1.SleepAction
seconds How long.
# core.v1.SecurityContext
- A container's user and rights.
runAsUser The user id to run as.
runAsGroup The group id to run as.
runAsNonRoot Refuse to start as root.
privileged As good as root on the node.
allowPrivilegeEscalation Whether a process may gain more rights than its parent.
readOnlyRootFilesystem Nothing can be written to the image's own files.
capabilities Single rights of root that are added or dropped.
seccompProfile Which system calls are allowed.
procMount How /proc is mounted.
# core.v1.Capabilities
add Rights that are added, such as NET_ADMIN.
drop Rights that are taken away; ALL drops every one.
# core.v1.ContainerRestartRule
action Restart, or restart all containers of the Pod.
exitCodes For which exit codes the rule holds.
`;
