/** Meanings of the kinds around the Pod: those that make Pods, find them, and carry them. */
export const workloadWords = `
# apps.v1.Deployment
- Keeps a number of equal Pods running, and changes them step by step to a new template.
# apps.v1.DeploymentSpec
replicas How many Pods; 1 unless given.
selector Which Pods belong to it; must match the template's labels, and cannot be changed.
template The pattern of its Pods.
strategy How old Pods are replaced: RollingUpdate or Recreate.
minReadySeconds How long a new Pod must be ready before it counts.
revisionHistoryLimit How many old ReplicaSets are kept for a rollback.
progressDeadlineSeconds After how many seconds without progress the rollout counts as stuck.
paused Changes of the template wait.
# apps.v1.RollingUpdateDeployment
maxSurge How many Pods there may be above replicas, a number or a percentage.
maxUnavailable How many may be missing below replicas, a number or a percentage.
# apps.v1.ReplicaSet
- Keeps a number of equal Pods running. A Deployment makes it.
# apps.v1.ReplicaSetSpec
replicas How many Pods; 1 unless given.
selector Which Pods belong to it.
template The pattern of its Pods.
minReadySeconds How long a new Pod must be ready before it counts.
# apps.v1.StatefulSet
- Keeps Pods with names and storage of their own, started in order.
# apps.v1.StatefulSetSpec
replicas How many Pods; 1 unless given.
selector Which Pods belong to it.
template The pattern of its Pods.
serviceName The headless Service that gives each Pod a name.
volumeClaimTemplates Claims that each Pod gets for itself.
podManagementPolicy OrderedReady waits for each Pod, Parallel does not.
updateStrategy RollingUpdate or OnDelete.
# apps.v1.DaemonSet
- Runs one Pod on every node that fits.
# apps.v1.DaemonSetSpec
selector Which Pods belong to it.
template The pattern of its Pods.
updateStrategy RollingUpdate or OnDelete.
# batch.v1.Job
- Runs Pods until enough of them have succeeded.
# batch.v1.JobSpec
template The pattern of its Pods; restartPolicy must be OnFailure or Never.
completions How many Pods must succeed.
parallelism How many run at the same time.
backoffLimit After how many failures the Job has failed; 6 unless given.
activeDeadlineSeconds After how many seconds the Job has failed.
ttlSecondsAfterFinished Seconds after its end until it is deleted.
suspend No Pods run while this is true.
# batch.v1.CronJob
- Makes a Job at set times.
# batch.v1.CronJobSpec
schedule When: minute, hour, day, month, weekday.
jobTemplate The pattern of its Jobs.
concurrencyPolicy When the last Job still runs: Allow, Forbid or Replace.
suspend No new Jobs while this is true.
# core.v1.Service
- One address for a changing set of Pods.
# core.v1.ServiceSpec
selector Labels of the Pods that are behind it; only ready ones get traffic.
ports The ports that it listens on.
type ClusterIP, NodePort, LoadBalancer or ExternalName.
clusterIP Its address; None makes it headless.
# core.v1.ServicePort
port The Service's port.
targetPort The Pods' port, a number or a name.
nodePort The port on each node.
protocol TCP, UDP or SCTP.
name The port's name; needed when there are several.
# core.v1.Namespace
- A part of the cluster with names of its own.
# core.v1.Node
- A machine that runs Pods.
# core.v1.NodeSpec
unschedulable No new Pods are placed here; kubectl cordon sets it.
taints Marks that keep Pods away unless they tolerate them.
podCIDR The addresses of this node's Pods.
# core.v1.Taint
- A mark of a node that keeps Pods away.
key The taint's key.
value The taint's value.
effect NoSchedule keeps new Pods away, PreferNoSchedule tries to, NoExecute also evicts those that run.
# policy.v1.PodDisruptionBudget
- How many Pods may be missing while nodes are being emptied.
# policy.v1.PodDisruptionBudgetSpec
minAvailable How many must stay up.
maxUnavailable How many may be down.
selector Which Pods are counted.
# scheduling.v1.PriorityClass
- A name for how important Pods are.
value The number; higher is more important.
globalDefault Used for Pods that name no class.
# core.v1.LimitRange
- Smallest, largest and usual amounts in a namespace.
# core.v1.ResourceQuota
- How much a namespace may use in all.
# core.v1.Event
- A note about something that happened to an object.
# core.v1.ServiceAccount
- Who the processes of a Pod are to the API.
# core.v1.PodTemplate
- A pattern for Pods, kept by itself.
`;
