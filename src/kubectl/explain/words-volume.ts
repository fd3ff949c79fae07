/** Meanings of volumes and of what feeds them. */
export const volumeWords = `
# core.v1.Volume
- Storage of a Pod that its containers can mount.
name The volume's name, used by volumeMounts.
emptyDir An empty folder that lives as long as the Pod.
configMap A ConfigMap's keys as files.
secret A Secret's keys as files.
downwardAPI Fields of the Pod as files.
projected Several sources in one folder.
persistentVolumeClaim Storage that outlives the Pod.
hostPath A file or folder of the node. Dangerous, and different on each node.
ephemeral A claim that is made for this Pod and goes with it.
image The files of an image.
nfs A share of an NFS server.
csi Storage of a CSI driver.
# core.v1.EmptyDirVolumeSource
medium Memory keeps it in RAM; empty means the node's disk.
sizeLimit How big it may grow; a Pod that goes over is evicted.
# core.v1.ConfigMapVolumeSource
name The ConfigMap.
items Which keys, and under which file names; all unless given.
defaultMode Permissions of the files.
optional Whether it may be missing.
# core.v1.SecretVolumeSource
secretName The Secret.
items Which keys, and under which file names; all unless given.
defaultMode Permissions of the files.
optional Whether it may be missing.
# core.v1.KeyToPath
key The key.
path The file's name below the mount.
mode The file's permissions.
# core.v1.PersistentVolumeClaimVolumeSource
claimName The claim, in the same namespace.
readOnly Mount it for reading only.
# core.v1.HostPathVolumeSource
path The path on the node.
type What must be there, such as Directory or File; it can also be created.
# core.v1.ProjectedVolumeSource
sources What is put together.
defaultMode Permissions of the files.
# core.v1.DownwardAPIVolumeFile
path The file's name.
fieldRef The Pod's field.
resourceFieldRef A request or limit of a container.
# core.v1.ConfigMap
- Configuration as keys and values, apart from the image.
data Keys and their texts.
binaryData Keys and bytes, in base64.
immutable Whether the data can never change again.
# core.v1.Secret
- Passwords, keys and the like. Base64 is no encryption.
data Keys and values, in base64.
stringData Keys and values as plain text; stored as data.
type What the Secret is for; Opaque unless given.
immutable Whether the data can never change again.
# core.v1.PersistentVolumeClaim
- A wish for storage.
# core.v1.PersistentVolumeClaimSpec
accessModes How it is mounted: ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod.
resources How much storage is asked for.
storageClassName The StorageClass that provides it; the default class unless given.
volumeName The PersistentVolume that is bound.
volumeMode Filesystem or Block.
selector Which PersistentVolumes may be bound.
# core.v1.PersistentVolume
- A piece of storage in the cluster.
`;
