/** `npm run bench [-- NAME …]`: measures and prints a table and, last, one line of JSON, so that runs can be compared. */
import { browserFigures } from './bench/browser.ts';
import { createsPerSecond, scheduledPerSecond } from './bench/api.ts';
import { heapPerPod, idleHour, pausedCpu, podsToRunning, rollout } from './bench/cluster.ts';

type Figure = readonly [key: string, value: number, unit: string, goal: string];

const groups: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  pods: async () => {
    // The larger run first: what it compiles serves both, as a warm-up should.
    const ten = podsToRunning(1000);
    const five = podsToRunning(500);
    return [
      ['pods500_cpu_ms', five, 'ms', '<= 500'],
      ['pods1000_cpu_ms', ten, 'ms', '<= 1000'],
      ['pods_growth_percent', ((ten / 1000) / (five / 500) - 1) * 100, '%', 'within 20'],
    ];
  },
  heap: async () => [['heap_per_pod_kb', heapPerPod(), 'kB', '<= 12']],
  paused: async () => [['paused_cpu_ms', await pausedCpu(), 'ms', '0']],
  creates: async () => [['creates_per_s', createsPerSecond(), '/s', '>= 3000']],
  scheduled: async () => [['scheduled_per_s', scheduledPerSecond(), '/s', '>= 1500']],
  rollout: async () => [['rollout1000_cpu_ms', rollout(1000), 'ms', '<= 3000']],
  idle: async () => [['idle_hour_cpu_ms', idleHour(), 'ms', '< 50']],
  browser: browserFigures,
};

const named = process.argv.slice(2).filter(arg => !arg.startsWith('--'));
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(groups)) {
  if (named.length > 0 && !named.includes(name)) continue;
  figures.push(...(await measure()));
}
const round = (value: number): number => Math.round(value * 100) / 100;
for (const [key, value, unit, goal] of figures) console.log(`${key.padEnd(22)} ${String(round(value)).padStart(10)} ${unit.padEnd(4)} goal ${goal}`);
console.log(JSON.stringify(Object.fromEntries(figures.map(([key, value]) => [key, round(value)]))));
