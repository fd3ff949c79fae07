/** A Pod's state in the one word of kubectl's column STATUS; apart from the session's other parts, as only who is looked at closely needs it. */
export { podStatusText } from '../cluster/apiserver/table/pod.ts';
