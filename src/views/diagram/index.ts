/** The picture of the cluster, at four depths. */
export { Diagram } from './Diagram.tsx';
