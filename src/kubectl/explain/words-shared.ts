/** Meanings of what all objects share. */
export const sharedWords = `
# *
apiVersion The group and version of the API that this object is written in, such as v1 or apps/v1.
kind The kind of object, such as Pod.
metadata The object's name, namespace, labels and other data about it.
spec What is wanted.
status What is. The cluster writes it; you only read it.
# meta.v1.ObjectMeta
- Data that every object has.
name The object's name, unique for its kind within the namespace.
generateName A beginning of a name; the API server adds a random ending. Only used when name is empty.
namespace The namespace that the object lives in; default if none is named.
labels Key and value pairs that selectors choose objects by.
annotations Key and value pairs for notes and tools. Nothing is selected by them.
uid The cluster's own identity of this object; a new object of the same name gets another one.
resourceVersion Changes with every change of the object. A write with an old one is refused as a conflict.
generation Grows by one each time the wanted state changes.
creationTimestamp When the object was created.
deletionTimestamp When the object is to be gone. Set when its deletion was asked for.
deletionGracePeriodSeconds How many seconds it has to end cleanly.
finalizers Names of work that must be done before the object may go; it stays until the list is empty.
ownerReferences The objects that this one belongs to. When they are deleted, it goes too.
managedFields Which manager set which fields; server-side apply finds conflicts by it.
selfLink No longer used.
# meta.v1.OwnerReference
- An object that this one belongs to.
controller True for the one owner that manages this object.
blockOwnerDeletion The owner, deleted in the foreground, waits for this object.
name The owner's name.
uid The owner's uid.
# meta.v1.LabelSelector
- Chooses objects by their labels; all of it must hold.
matchLabels Labels that must be there with exactly these values.
matchExpressions Rules about labels; each must hold.
# meta.v1.LabelSelectorRequirement
key The label's key.
operator In, NotIn, Exists or DoesNotExist.
values The values for In and NotIn; empty otherwise.
# core.v1.LocalObjectReference
- Names an object in the same namespace.
name The name of the object.
# core.v1.ObjectReference
- Names an object.
`;
