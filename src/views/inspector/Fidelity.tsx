/** What Podarium simulates, checks only, or accepts with a word: the same table that docs/fidelity.md is made from. */
import { useEffect, useState, type ReactNode } from 'react';
import { ask } from '../../session/index.ts';
import { Section } from './parts.tsx';

type Rows = Awaited<ReturnType<typeof ask.fidelity>>;

export function Fidelity(): ReactNode {
  const [rows, setRows] = useState<Rows>([]);
  const [wanted, setWanted] = useState('');
  useEffect(() => void ask.fidelity().then(setRows), []);
  const shown = rows.filter(({ kind, field }) => `${kind} ${field}`.toLowerCase().includes(wanted.toLowerCase())).slice(0, 300);
  return (
    <div className="i-fidelity">
      <h2>What is simulated</h2>
      <p>Kubernetes 1.37, as far as a Pod meets it. Every field is checked as the real API server checks it; this says what happens afterwards.</p>
      <input className="field" type="search" placeholder="Find a kind or a field" aria-label="Find a kind or a field" value={wanted} onChange={event => setWanted(event.target.value)} />
      <Section title={`${shown.length} rows`}>
        <table>
          <thead><tr><th>Field</th><th>Here</th></tr></thead>
          <tbody>{shown.map(({ kind, field, level, note }) => <tr key={`${kind} ${field}`}><td>{level === 'simplified' ? kind : <code>{kind}{field === '' ? '' : `.${field}`}</code>}</td><td>{level}{note === '' ? '' : `: ${note}`}</td></tr>)}</tbody>
        </table>
      </Section>
    </div>
  );
}
