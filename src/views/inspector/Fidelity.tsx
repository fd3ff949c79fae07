/** What Podarium simulates, checks only, or accepts with a word: the same table that docs/fidelity.md is made from. */
import { useEffect, useState, type ReactNode } from 'react';
import { ask } from '../../session/index.ts';
import { Section } from './parts.tsx';

type Rows = Awaited<ReturnType<typeof ask.fidelity>>;

/** More than anybody reads at once: the search narrows them down. */
const MOST = 300;

export function Fidelity(): ReactNode {
  const [rows, setRows] = useState<Rows>([]);
  const [wanted, setWanted] = useState('');
  useEffect(() => void ask.fidelity().then(setRows), []);
  const simpler = rows.filter(({ level }) => level === 'simplified');
  const shown = rows.filter(({ kind, field, level }) => level !== 'simplified' && `${kind} ${field}`.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <div className="i-fidelity">
      <h2>What is simulated</h2>
      <p>Kubernetes 1.37, as far as a Pod meets it. Every field is checked as the real API server checks it; this says what happens afterwards.</p>
      <Section title="Simpler than a real cluster">
        <table><tbody>{simpler.map(({ kind, note }) => <tr key={kind}><th scope="row">{kind}</th><td>{note}</td></tr>)}</tbody></table>
      </Section>
      <input className="field" type="search" placeholder="Find a kind or a field" aria-label="Find a kind or a field" value={wanted} onChange={event => setWanted(event.target.value)} />
      <Section title={`${shown.length} kinds and fields`}>
        <table>
          <thead><tr><th>Field</th><th>Here</th></tr></thead>
          <tbody>{shown.slice(0, MOST).map(({ kind, field, level, note }) => <tr key={`${kind} ${field}`}><td><code>{kind}{field === '' ? '' : `.${field}`}</code></td><td>{level}{note === '' ? '' : `: ${note}`}</td></tr>)}</tbody>
        </table>
      </Section>
    </div>
  );
}
