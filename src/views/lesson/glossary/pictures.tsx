/** A small picture for each term, of the same signs as the large ones: nodes are ground, Pods glass, containers blocks with a spine, ports rings. */
import type { ReactNode } from 'react';

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w?: number;
  readonly h?: number;
}
const Pod = ({ x, y, w = 40, h = 30, dashed = false }: Place & { readonly dashed?: boolean }): ReactNode => <rect
  x={x} y={y} width={w} height={h} rx={7} fill="var(--pod-glass)" stroke="var(--pod)" strokeWidth={1.6} strokeDasharray={dashed ? '4 3' : undefined}
/>;
const Block = ({ x, y, w = 14, h = 12, dashed = false, loop = false }: Place & { readonly dashed?: boolean; readonly loop?: boolean }): ReactNode => (
  <>
    <rect x={x} y={y} width={w} height={h} rx={2} fill="var(--surface)" stroke="var(--container)" strokeWidth={1.2} strokeDasharray={dashed ? '3 2' : undefined} />
    {!dashed && <path d={`M${x + 1.5} ${y + 1}v${h - 2}`} stroke="var(--container)" strokeWidth={3} />}
    {loop && <path d={`M${x + 6} ${y + h / 2}a2.6 2.6 0 1 1 1 2`} {...line('--container', 1.2)} />}
  </>
);
const Node = ({ x, y, w = 36, h = 44 }: Place): ReactNode => <rect x={x} y={y} width={w} height={h} rx={4} fill="var(--surface)" stroke="var(--edge)" strokeWidth={1.4} />;
const Ring = ({ x, y, full = false }: Place & { readonly full?: boolean }): ReactNode => <circle cx={x} cy={y} r={4} fill={full ? 'var(--network)' : 'var(--surface)'} stroke="var(--network)" strokeWidth={1.8} />;
const line = (colour: string, width = 1.6): {
  readonly fill: 'none'; readonly stroke: string; readonly strokeWidth: number; readonly strokeLinecap: 'round'; readonly strokeLinejoin: 'round';
} => ({ fill: 'none', stroke: `var(${colour})`, strokeWidth: width, strokeLinecap: 'round', strokeLinejoin: 'round' });
const Way = ({ d, colour = '--ink', dash }: { readonly d: string; readonly colour?: string; readonly dash?: string }): ReactNode => <path d={d} {...line(colour)} strokeDasharray={dash} />;
const Plane = ({ x, y, w = 36, h = 16, full = false }: Place & { readonly full?: boolean }): ReactNode => <rect
  x={x} y={y} width={w} height={h} rx={4} fill={full ? 'var(--plane)' : 'var(--surface)'} stroke="var(--plane)" strokeWidth={1.6}
/>;
const Paper = ({ x, y }: Place): ReactNode => <><path d={`M${x} ${y}h17l7 7v25h-24Z`} {...line('--ink', 1.4)} fill="var(--surface)" /><path d={`M${x + 5} ${y + 11}h9M${x + 5} ${y + 17}h14M${x + 5} ${y + 23}h11`} {...line('--ink', 1.4)} /></>;
const Text = ({ x, y, children, colour = '--ink', size = 9 }: Place & { readonly children: string; readonly colour?: string; readonly size?: number }): ReactNode => <text x={x} y={y} textAnchor="middle" fill={`var(${colour})`} style={{ font: `600 ${size}px var(--font-code)` }}>{children}</text>;
const Tick = ({ x, y, colour = '--running' }: Place & { readonly colour?: string }): ReactNode => <path d={`M${x - 4} ${y}l3 3 6-7`} {...line(colour, 2)} />;
const Cross = ({ x, y }: Place): ReactNode => <path d={`M${x - 3.5} ${y - 3.5}l7 7m0-7l-7 7`} {...line('--failed', 2)} />;
const Tag = ({ x, y, w = 30, children }: Place & { readonly children: string }): ReactNode => <><rect x={x} y={y} width={w} height={13} rx={3} fill="var(--sunken)" stroke="var(--line-2)" /><Text x={x + w / 2} y={y + 9.5} size={8}>{children}</Text></>;
const Beat = ({ x, y, colour }: Place & { readonly colour: string }): ReactNode => <path d={`M${x} ${y}h7l3-7 5 14 4-10 2 3h7`} {...line(colour, 1.8)} />;
const Bar = ({ x, y, w = 50, share, limit }: Place & { readonly share: number; readonly limit?: number }): ReactNode => <><rect x={x} y={y} width={w} height={9} rx={2} fill="var(--sunken)" stroke="var(--line-2)" /><rect x={x} y={y} width={w * share} height={9} rx={2} fill="var(--ink-3)" />{limit !== undefined && <path d={`M${x + w * limit} ${y - 4}v17`} {...line('--failed', 2)} />}</>;

const PICTURES: Readonly<Record<string, ReactNode>> = {
  pod: <><Pod x={24} y={14} w={48} h={36} /><Block x={31} y={24} /><Block x={51} y={24} /></>,
  container: <><Block x={28} y={18} w={40} h={28} /><Text x={50} y={35}>$ run</Text></>,
  image: <>{[0, 1, 2].map(at => <path key={at} d={`M28 ${40 - at * 9}l20 8 20-8-20-8Z`} {...line('--container', 1.4)} fill="var(--surface)" />)}</>,
  manifest: <Paper x={36} y={16} />,
  node: <><Node x={26} y={10} w={44} /><Pod x={31} y={22} w={34} h={12} /><Bar x={31} y={42} w={34} share={0.5} /></>,
  'api-server': <><Plane x={10} y={26} w={76} h={14} full /><Way d="M24 26V12M48 40v14M72 26V12" /></>,
  etcd: <><ellipse cx={48} cy={18} rx={20} ry={6} {...line('--plane')} fill="var(--surface)" /><path d="M28 18v26c0 3 9 6 20 6s20-3 20-6V18M28 31c0 3 9 6 20 6s20-3 20-6" {...line('--plane')} /></>,
  scheduler: <><Pod x={8} y={24} w={22} h={16} dashed /><Way d="M30 32H50V16H62M50 32H62M50 32V48H62" /><path d="M62 16h14M62 48h14" {...line('--edge', 3)} /><rect x={62} y={25} width={22} height={14} rx={3} fill="var(--now)" stroke="var(--now-edge)" strokeWidth={1.4} /></>,
  kubelet: <><Node x={22} y={14} w={52} /><rect x={34} y={8} width={28} height={12} rx={3} fill="var(--sunken)" stroke="var(--edge)" /><Block x={32} y={30} /><Block x={50} y={30} /></>,
  controller: <><path d="M48 14a18 18 0 1 1-16 10" {...line('--plane', 2)} /><path d="M27 22l5 3 3-5" {...line('--plane', 2)} /><Text x={48} y={36} size={12}>3 = 3</Text></>,
  label: <><Pod x={16} y={12} w={64} h={24} /><Tag x={24} y={42} w={48}>app=shop</Tag><Way d="M48 36v6" colour="--pod" /></>,
  annotation: <><Pod x={16} y={10} w={64} h={22} /><path d="M26 40h44v14H26Z" {...line('--edge', 1.2)} fill="var(--surface)" strokeDasharray="3 2" /><Text x={48} y={50} size={8}>a note</Text></>,
  selector: <><Tag x={24} y={6} w={48}>app=shop</Tag><Way d="M36 19V32H24V38M60 19V32H72V38" colour="--network" /><Pod x={8} y={38} w={32} h={18} /><Pod x={56} y={38} w={32} h={18} /></>,
  'pod-ip': <><Pod x={18} y={8} w={60} h={34} /><Block x={28} y={14} /><Block x={54} y={14} /><Way d="M6 34h64" colour="--network" /><circle cx={18} cy={34} r={4} fill="var(--network)" /><Text x={48} y={58} colour="--network">10.0.10.15</Text></>,
  localhost: <><Pod x={12} y={8} w={72} h={46} /><Block x={22} y={14} /><Block x={60} y={14} /><path d="M29 26v14h38V26" {...line('--network', 2)} /><Text x={48} y={50} colour="--network" size={8}>lo</Text></>,
  port: <><Pod x={26} y={8} w={44} h={34} /><Ring x={38} y={42} full /><Ring x={58} y={42} /><Text x={38} y={58} colour="--network">80</Text><Text x={60} y={58} colour="--network">81</Text></>,
  sandbox: <><Pod x={18} y={10} w={60} h={44} /><rect
    x={26} y={18} width={26} height={14} rx={3} fill="var(--surface)" stroke="var(--edge)" strokeDasharray="3 2"
  /><Text x={39} y={28} size={7}>pause</Text><Way d="M18 44h50" colour="--network" /></>,
  volume: <><Block x={18} y={8} /><Block x={64} y={8} /><path d="M25 20v24M71 20v24" {...line('--storage')} /><path d="M14 44v10h68V44" {...line('--storage', 2.2)} /></>,
  endpoint: <><Tag x={10} y={12} w={52}>10.0.1.4</Tag><Tag x={10} y={28} w={52}>10.0.2.7</Tag><Tag x={10} y={44} w={52}>10.0.2.9</Tag><Tick x={76} y={20} /><Tick x={76} y={36} /><Cross x={77} y={50} /></>,
  service: <><rect
    x={8} y={24} width={30} height={16} rx={8} {...line('--network')} fill="var(--surface)" strokeDasharray="4 3"
  /><Way d="M38 32h12V16h10M50 32v16h10" colour="--network" /><Pod x={60} y={8} w={28} h={16} /><Pod x={60} y={40} w={28} h={16} /></>,
  phase: <><Way d="M14 32h68" colour="--edge" /><circle cx={16} cy={32} r={6} {...line('--pending')} fill="var(--surface)" strokeDasharray="3 2" /><circle cx={48} cy={32} r={6} fill="var(--running)" /><circle cx={80} cy={32} r={6} {...line('--succeeded')} fill="var(--surface)" /></>,
  condition: <>{[12, 28, 44].map((y, at) => <g key={y}>
    <rect x={26} y={y} width={11} height={11} rx={2} fill="var(--surface)" stroke="var(--edge)" />
    {at < 2 && <Tick x={31} y={y + 6} />}
    <path d={`M44 ${y + 6}h26`} {...line('--edge', 2)} />
  </g>)}</>,
  'restart-policy': <><Block x={36} y={20} w={24} h={22} /><path d="M66 20a16 16 0 1 1-14-8" {...line('--ink')} /><path d="M48 8l5 4-4 5" {...line('--ink')} /></>,
  'back-off': <>{[[10, 6], [26, 12], [48, 30]].map(([x = 0, w = 0]) => <g key={x}>
    <path d={`M${x} 22v20`} {...line('--failed', 2)} />
    <path d={`M${x + 3} 32h${w}`} {...line('--edge', 2)} strokeDasharray="2 3" />
  </g>)}<path d="M84 22v20" {...line('--failed', 2)} /></>,
  grace: <><Text x={16} y={20} size={8}>TERM</Text><Text x={80} y={20} size={8} colour="--failed">KILL</Text><rect x={14} y={30} width={68} height={10} rx={3} fill="var(--surface)" stroke="var(--terminating)" strokeWidth={1.4} /><rect x={14} y={30} width={38} height={10} rx={3} fill="var(--terminating)" /></>,
  readiness: <><Beat x={8} y={32} colour="--running" /><Pod x={44} y={20} w={28} h={22} /><Way d="M72 31h10" colour="--network" dash="2 4" /><Cross x={87} y={31} /></>,
  liveness: <><Beat x={8} y={32} colour="--failed" /><Block x={46} y={22} w={24} h={20} /><path d="M78 24a10 10 0 1 1-4 18" {...line('--failed')} /><path d="M73 47l1-5 5 1" {...line('--failed')} /></>,
  startup: <><Block x={10} y={24} w={22} h={18} dashed /><Way d="M38 33h18" dash="2 4" /><path d="M60 18v30" {...line('--warning', 3)} /><Beat x={64} y={33} colour="--edge" /></>,
  filter: <><Way d="M10 16h42M10 32h70M10 48h42" /><Cross x={60} y={16} /><Cross x={60} y={48} /><Tick x={84} y={32} /></>,
  score: <><Bar x={16} y={12} share={0.4} /><Bar x={16} y={28} share={0.9} /><Bar x={16} y={44} share={0.6} /><path d="M74 32h8" {...line('--ink', 2)} /><circle cx={82} cy={32} r={4} fill="var(--now)" stroke="var(--now-edge)" /></>,
  affinity: <><Node x={10} y={10} /><Node x={50} y={10} /><Pod x={14} y={18} w={28} h={12} /><Pod x={14} y={34} w={28} h={12} /><path d="M28 30v4" {...line('--pod', 3)} /><Pod x={54} y={18} w={28} h={12} dashed /></>,
  taint: <><Node x={30} y={10} /><path d="M22 10v44M74 10v44" {...line('--warning', 2.4)} strokeDasharray="5 3" /><Pod x={2} y={24} w={16} h={14} /></>,
  toleration: <><Node x={52} y={10} /><path d="M44 10v12M44 42v12" {...line('--warning', 2.4)} /><Pod x={8} y={24} w={22} h={14} /><Way d="M30 31h22" /></>,
  spread: <>{[10, 38, 66].map(x => <g key={x}><Node x={x} y={10} w={22} /><Pod x={x + 3} y={16} w={16} h={10} /></g>)}<Pod x={13} y={32} w={16} h={10} /></>,
  priority: <><Pod x={8} y={22} w={24} h={20} /><Text x={20} y={36} size={8}>1000</Text><Way d="M34 32h14" /><Node x={52} y={8} w={34} h={48} /><Pod x={56} y={22} w={26} h={20} dashed /><Text x={69} y={36} size={8}>100</Text></>,
  gate: <><Pod x={8} y={22} w={24} h={20} dashed /><path d="M46 12v40M46 24h26" {...line('--ink', 2.4)} /><rect x={46} y={20} width={26} height={8} fill="var(--now)" stroke="var(--now-edge)" /></>,
  request: <><Bar x={16} y={20} w={64} share={0.6} /><rect x={54.4} y={20} width={16} height={9} fill="var(--now)" stroke="var(--now-edge)" strokeDasharray="2 2" /><Text x={48} y={48} size={9}>500m</Text></>,
  limit: <><Bar x={16} y={28} w={64} share={0.7} limit={0.75} /></>,
  qos: <>{[[14, 1], [30, 0.6], [46, 0.15]].map(([y = 0, share = 0]) => <Bar key={y} x={18} y={y} w={60} share={share} />)}</>,
  security: <><path d="M48 8l20 7v14c0 14-9 22-20 27-11-5-20-13-20-27V15Z" {...line('--ink', 1.8)} fill="var(--surface)" /><Text x={48} y={35} size={9}>uid</Text></>,
  namespace: <><path d="M10 18h26l6 6h44v32H10Z" {...line('--edge', 1.6)} fill="var(--surface)" /><Pod x={18} y={32} w={26} h={16} /><Pod x={50} y={32} w={26} h={16} /></>,
  deployment: <><Plane x={30} y={4} full /><Way d="M40 20v8M56 20v8" colour="--plane" /><Plane x={18} y={28} w={28} h={10} /><Plane x={50} y={28} w={28} h={10} /><Pod x={20} y={44} w={24} h={14} dashed /><Pod x={52} y={44} w={24} h={14} /></>,
  replicaset: <><Plane x={30} y={6} /><Text x={48} y={18} size={9}>3</Text><Way d="M48 22v10M20 38v-6h56v6" colour="--plane" /><Pod x={8} y={38} w={24} h={16} /><Pod x={36} y={38} w={24} h={16} /><Pod x={64} y={38} w={24} h={16} /></>,
  'static-pod': <><Node x={34} y={6} w={56} h={52} /><Paper x={6} y={16} /><Way d="M32 32h10" /><Pod x={44} y={20} w={38} h={24} /></>,
  init: <><path d="M8 22h28l8 10-8 10H8Z" {...line('--container', 1.4)} fill="var(--surface)" /><Way d="M48 32h10" /><Block x={62} y={20} w={26} h={24} /></>,
  sidecar: <><Pod x={10} y={10} w={76} h={44} /><Block x={18} y={22} w={28} h={20} /><Block x={54} y={22} w={22} h={20} loop /></>,
  adapter: <><Pod x={34} y={10} w={56} h={44} /><Block x={66} y={24} /><Block x={42} y={24} loop /><Way d="M56 30h10" colour="--network" /><Way d="M8 30h34" colour="--network" /><path d="M36 26l6 4-6 4" {...line('--network')} /></>,
  ambassador: <><Pod x={6} y={10} w={56} h={44} /><Block x={14} y={24} /><Block x={38} y={24} loop /><Way d="M28 30h10M52 30h36" colour="--network" /><path d="M82 26l6 4-6 4" {...line('--network')} /></>,
};

export const hasPicture = (id: string): boolean => id in PICTURES;
/** The picture is beside its words, so it is not read out. */
export const TermPicture = ({ id }: { readonly id: string }): ReactNode => <svg className="g-picture" viewBox="0 0 96 64" width="96" height="64" aria-hidden="true">{PICTURES[id]}</svg>;
