/** Packets of the latest while as chips: a click shows the way of one, hop by hop. */
import type { ReactNode } from 'react';
import { Mark } from '../../../ui/mark.tsx';
import type { KnownCall } from './calls.ts';

const KIND = { call: 'Call', dns: 'DNS', probe: 'Probe', forward: 'Forward', asked: 'Asked' } as const;

export function Packets({ known, shown, onShow }: { readonly known: readonly KnownCall[]; readonly shown: number; readonly onShow: (serial: number) => void }): ReactNode {
  if (known.length === 0) return null;
  return (
    <div className="nw-packets" role="group" aria-label="Packets of the latest while">
      {known.map(({ serial, call }) => (
        <button key={serial} type="button" className="nw-packet" aria-pressed={serial === shown} onClick={() => onShow(serial)}>
          <b>{KIND[call.purpose]}</b>{call.label}{call.result !== 'open' && <span><Mark state="failed" size={12} />{call.result}</span>}
        </button>
      ))}
    </div>
  );
}
