/** Meanings of the Pod's own fields. */
export const podWords = `
# core.v1.Pod
- A group of one or more containers that run together on one node, share an address, and live and die as one.
spec What is to run, and how.
status How the Pod is doing, as its node reports it.
# core.v1.PodTemplateSpec
- The pattern that new Pods are made from.
# core.v1.PodSpec
- What is to run in a Pod, and how.
containers The containers that run side by side. At least one; the list cannot be changed later, only their images.
initContainers Containers that run before the others, one after another; each must succeed. One with restartPolicy Always keeps running as a sidecar.
ephemeralContainers Containers for debugging, added to a running Pod by kubectl debug. They are never restarted.
restartPolicy What to do when a container ends: Always start it again, only OnFailure, or Never.
terminationGracePeriodSeconds Seconds between the request to stop and the kill; 30 unless given.
activeDeadlineSeconds Seconds after which the Pod is ended and counted as failed.
nodeName The node that the Pod runs on. The scheduler fills it in; set by hand, it passes the scheduler by.
nodeSelector Labels that a node must have for this Pod to run there.
affinity Rules about nodes and other Pods that draw the Pod near or keep it away.
tolerations Taints of nodes that this Pod puts up with.
topologySpreadConstraints How evenly Pods are to be spread over nodes, zones or the like.
schedulerName The scheduler that finds a node; default-scheduler unless given.
schedulingGates Reasons not to schedule the Pod yet. It waits until the list is empty.
priorityClassName The PriorityClass that says how important the Pod is.
priority The number behind priorityClassName; higher goes first and may push others out.
preemptionPolicy Whether the Pod may push out less important ones: PreemptLowerPriority or Never.
serviceAccountName The ServiceAccount that the Pod acts as; default unless given.
serviceAccount The old name of serviceAccountName.
automountServiceAccountToken Whether the account's token is put into the containers.
securityContext User, groups and other rights for all containers; a container's own setting wins.
volumes Storage that containers can mount.
hostNetwork Use the node's own network instead of one of the Pod's own.
hostPID See the node's processes.
hostIPC Share the node's memory segments and semaphores.
hostUsers False gives the Pod a user namespace of its own.
shareProcessNamespace Containers see each other's processes.
hostname The name that the Pod has for itself; its own name unless given.
subdomain Makes the full name hostname.subdomain.namespace.svc, when a headless Service of that name exists.
setHostnameAsFQDN The Pod calls itself by its full name.
hostnameOverride Another host name in place of the one that Kubernetes would choose.
hostAliases Extra lines for /etc/hosts.
dnsPolicy Where names are looked up: ClusterFirst, Default, ClusterFirstWithHostNet or None.
dnsConfig Name servers, search domains and options on top of dnsPolicy.
enableServiceLinks Whether variables for the namespace's Services are put into the environment.
imagePullSecrets Secrets with passwords for image registries.
readinessGates Extra conditions that must be True before the Pod counts as ready.
runtimeClassName The RuntimeClass that says how containers are run.
overhead What running the Pod costs on top of its containers.
os The operating system that the Pod needs: linux or windows.
resources Requests and limits for the Pod as a whole.
resourceClaims Devices that the Pod asks for.
# core.v1.PodStatus
- How a Pod is doing.
phase The Pod's life in one word: Pending, Running, Succeeded, Failed or Unknown. What kubectl get shows is finer.
conditions What is true of the Pod by now: scheduled, initialised, containers ready, ready.
containerStatuses The state of each container.
initContainerStatuses The state of each init container.
ephemeralContainerStatuses The state of each debugging container.
podIP The Pod's address inside the cluster.
podIPs All of its addresses, one a family.
hostIP The address of the node.
hostIPs All addresses of the node.
startTime When the node took the Pod in.
qosClass Guaranteed, Burstable or BestEffort; decides who goes first when a node runs out of memory.
message Why the Pod is as it is, for people.
reason Why the Pod is as it is, in one word, such as Evicted.
nominatedNodeName The node on which room is being made for this Pod.
resize The old place of how a change of resources is getting on.
observedGeneration The generation of the spec that this status is about.
# core.v1.PodCondition
- One thing that is true or not of a Pod.
type PodScheduled, PodReadyToStartContainers, Initialized, ContainersReady, Ready and others.
status True, False or Unknown.
reason Why, in one word.
message Why, for people.
lastTransitionTime When status last changed.
lastProbeTime When this was last checked.
# core.v1.ContainerStatus
- The state of one container.
name The container's name.
state What it is doing now: waiting, running or terminated.
lastState How it ended the last time.
ready Whether it counts as ready to serve.
started Whether it has started up; a startup probe must have succeeded.
restartCount How often it was started again.
image The image that it runs.
imageID The exact image, by digest.
containerID The runtime's own id.
# core.v1.ContainerStateWaiting
reason Why it is not running yet, such as ContainerCreating, ImagePullBackOff or CrashLoopBackOff.
message More about the reason.
# core.v1.ContainerStateRunning
startedAt When it was started.
# core.v1.ContainerStateTerminated
exitCode The exit code: 0 is success, 137 a kill, 143 a polite stop.
signal The signal that ended it.
reason Completed, Error, OOMKilled and the like.
message What it left behind, such as its termination message.
startedAt When it had started.
finishedAt When it ended.
# core.v1.Toleration
- A taint that the Pod puts up with.
key The taint's key; empty with Exists means all taints.
operator Exists or Equal; Equal unless given.
value The taint's value, for Equal.
effect NoSchedule, PreferNoSchedule or NoExecute; empty means all.
tolerationSeconds How long a NoExecute taint is put up with before the Pod is evicted.
# core.v1.TopologySpreadConstraint
- How evenly Pods are spread.
maxSkew By how many Pods two places may differ.
topologyKey The node label whose values are the places, such as kubernetes.io/hostname.
whenUnsatisfiable DoNotSchedule makes it a must, ScheduleAnyway a wish.
labelSelector Which Pods are counted.
matchLabelKeys Labels of this Pod that are added to the selector, such as pod-template-hash.
minDomains At least so many places must be there.
nodeAffinityPolicy Whether nodes that the Pod cannot use count: Honor or Ignore.
nodeTaintsPolicy Whether tainted nodes count: Honor or Ignore.
# core.v1.Affinity
- Rules that draw a Pod to nodes and Pods, or keep it away.
nodeAffinity Which nodes the Pod wants.
podAffinity Which Pods it wants to be near.
podAntiAffinity Which Pods it wants to be away from.
# core.v1.NodeAffinity
requiredDuringSchedulingIgnoredDuringExecution Nodes must satisfy this; later changes do not move the Pod.
preferredDuringSchedulingIgnoredDuringExecution Wishes with weights; the node with the highest sum is liked best.
# core.v1.PodAffinity
requiredDuringSchedulingIgnoredDuringExecution Such Pods must be near.
preferredDuringSchedulingIgnoredDuringExecution Such Pods should be near, by weight.
# core.v1.PodAntiAffinity
requiredDuringSchedulingIgnoredDuringExecution No such Pod may be near.
preferredDuringSchedulingIgnoredDuringExecution Such Pods should not be near, by weight.
# core.v1.PodAffinityTerm
labelSelector Which Pods are meant.
topologyKey What near means: the node label that both nodes share.
namespaces In which namespaces those Pods are looked for; this Pod's unless given.
namespaceSelector Namespaces by their labels.
# core.v1.NodeSelector
nodeSelectorTerms One of these must hold.
# core.v1.NodeSelectorTerm
matchExpressions Rules about the node's labels; all must hold.
matchFields Rules about the node's fields, such as metadata.name.
# core.v1.NodeSelectorRequirement
key The label's key.
operator In, NotIn, Exists, DoesNotExist, Gt or Lt.
values The values; none for Exists and DoesNotExist, one for Gt and Lt.
# core.v1.PreferredSchedulingTerm
weight From 1 to 100.
preference Which nodes are liked.
# core.v1.WeightedPodAffinityTerm
weight From 1 to 100.
podAffinityTerm Which Pods are meant.
# core.v1.PodSecurityContext
- Rights of all containers of a Pod.
runAsUser The user id that containers run as.
runAsGroup The group id that containers run as.
runAsNonRoot Refuse to start a container as root.
fsGroup A group that owns the files of volumes.
fsGroupChangePolicy Whether the owner is set Always or only OnRootMismatch.
supplementalGroups More groups of the first process.
seccompProfile Which system calls are allowed.
sysctls Kernel settings of the Pod.
# core.v1.SeccompProfile
type RuntimeDefault, Localhost or Unconfined.
localhostProfile The file on the node, for Localhost.
# core.v1.PodSchedulingGate
name The gate's name, such as example.com/wait-for-quota.
# core.v1.PodReadinessGate
conditionType The condition that must be True.
# core.v1.HostAlias
ip The address.
hostnames The names for it.
# core.v1.PodDNSConfig
nameservers Addresses of name servers.
searches Domains that short names are tried in.
options Settings for the resolver.
`;
