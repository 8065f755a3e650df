// Draws the dashboards: node draw.mjs PROMETHEUS_URL FOLDER [THEME…]. Writes FOLDER/dashboard-NAME[-THEME].png, light without its name.
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [prometheus, folder, ...themes] = process.argv.slice(2);
const here = fileURLToPath(new URL('.', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'canary-pictures-'));
const seconds = 285;

// This one of Grafana's dependencies is CommonJS with a default export, which Grafana's own build unwraps.
const scrollbars = {
  name: 'scrollbars',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^react-custom-scrollbars-2$/ }, () => ({ path: 'scrollbars', namespace: 'scrollbars' }));
    onLoad({ filter: /.*/, namespace: 'scrollbars' }, () => ({ contents: "export { Scrollbars as default } from 'react-custom-scrollbars-2/lib/index.js';", resolveDir: here }));
  },
};

await build({
  plugins: [scrollbars],
  entryPoints: [join(here, 'page.tsx')], bundle: true, outfile: join(scratch, 'page.js'), format: 'esm', jsx: 'automatic', logLevel: 'error',
  define: { 'process.env.NODE_ENV': '"production"', global: 'window' }, loader: { '.svg': 'text', '.png': 'dataurl', '.woff2': 'dataurl', '.ttf': 'empty' },
});

const page = '<!doctype html><html><head><meta charset="utf-8"><link rel="stylesheet" href="/page.css"></head><body style="margin:0"><div id="root"></div><script type="module" src="/page.js"></script></body></html>';
const server = createServer(async (request, response) => {
  const { pathname, search } = new URL(request.url, 'http://localhost');
  try {
    if (pathname.startsWith('/prometheus/')) {
      const answer = await fetch(new URL(pathname.slice('/prometheus'.length) + search, prometheus));
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
    } else if (pathname === '/') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(page);
    } else if (pathname === '/page.js' || pathname === '/page.css') {
      response.writeHead(200, { 'content-type': pathname.endsWith('js') ? 'text/javascript' : 'text/css' }).end(readFileSync(join(scratch, pathname)));
    } else if (/^\/dashboards\/\w+\.json$/.test(pathname)) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(readFileSync(join(here, '../..', pathname)));
    } else {
      response.writeHead(404).end();
    }
  } catch (error) {
    response.writeHead(502).end(JSON.stringify({ status: 'error', error: String(error) }));
  }
}).listen(0, '127.0.0.1');

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
try {
  const now = (await (await fetch(new URL('/api/v1/query?query=max(max_over_time(timestamp(canary_build_info)[6h:5s]))', prometheus))).json()).data.result[0].value[1];
  const to = Math.floor(Number(now));
  mkdirSync(folder, { recursive: true });
  for (const theme of themes.length > 0 ? themes : ['light']) {
    for (const dashboard of ['fleet', 'rollout', 'gateway']) {
      const tab = await browser.newPage({ viewport: { width: 1600, height: 900 } });
      tab.on('console', (message) => { if (message.type() === 'error' && !message.text().includes('404')) console.error(`${dashboard}: ${message.text()}`); });
      tab.on('pageerror', (error) => console.error(`${dashboard}: ${error.stack}`));
      await tab.goto(`http://127.0.0.1:${server.address().port}/?${new URLSearchParams({ dashboard, theme, from: to - seconds, to })}`);
      await tab.waitForFunction(() => document.title !== '', undefined, { timeout: 120_000 });
      const outcome = await tab.title();
      if (outcome !== 'drawn') throw new Error(`${dashboard}: ${outcome}`);
      await tab.screenshot({ path: join(folder, `dashboard-${dashboard}${theme === 'light' ? '' : `-${theme}`}.png`), fullPage: true });
      await tab.close();
    }
  }
} finally {
  await browser.close();
  server.close();
  rmSync(scratch, { recursive: true });
}
