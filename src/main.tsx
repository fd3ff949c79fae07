/** Mounts the page; the only file with effects at import time. */
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { startSession } from './session/index.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
createRoot(root).render(<App />);
void startSession();
