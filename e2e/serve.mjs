/** Serves the build as any plain web server would, from a folder of its own: `node e2e/serve.mjs PORT /some/folder/`. */
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const [port = '4173', base = '/'] = process.argv.slice(2);
const dist = process.env.PODARIUM_DIST ?? join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.ttf': 'font/ttf', '.json': 'application/json', '.png': 'image/png' };

createServer(async (request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  try {
    const inside = pathname.startsWith(base) ? normalize(decodeURIComponent(pathname.slice(base.length)) || 'index.html') : '..';
    if (inside.startsWith('..')) throw new Error('outside');
    const body = await readFile(join(dist, inside));
    response.writeHead(200, { 'content-type': TYPES[extname(inside)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
  }
}).listen(Number(port), '127.0.0.1');
