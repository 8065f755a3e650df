// One dashboard as Grafana lays it out, drawn at once. What to draw stands in the address: ?dashboard=…&theme=…&from=…&to=…
import { createTheme, type DataFrame, ThemeContext } from '@grafana/data';
import { GlobalStyles, PanelChrome } from '@grafana/ui';
import { createRoot } from 'react-dom/client';
import 'uplot/dist/uPlot.min.css';
import { type Mark, PanelBody, prepared } from './panels';
import { frames, type Json, marks, resolve } from './prometheus';

const asked = new URLSearchParams(location.search);
const theme = createTheme({ colors: { mode: asked.get('theme') as 'light' | 'dark' } });
const [from, to] = [Number(asked.get('from')), Number(asked.get('to'))];
const span = { from, to, step: Math.max(1, Math.round((to - from) / 300)) };
const [rowHeight, gap, columns] = [30, 8, 24];
const pageWidth = document.documentElement.clientWidth - 2 * 16;
const place = ({ x, y, w, h }: Json) => ({
  position: 'absolute' as const, left: 16 + (x * pageWidth) / columns, top: 64 + y * (rowHeight + gap), width: (w * pageWidth) / columns - gap, height: h * (rowHeight + gap) - gap,
});

function Panel({ panel, data, drawn }: { panel: Json; data: DataFrame[]; drawn: Mark[] }) {
  const box = place(panel.gridPos);
  if (panel.type === 'row') return <div style={{ ...box, fontWeight: 500, fontSize: 16, paddingTop: 6 }}>{panel.title}</div>;
  return (
    <div style={box}>
      <PanelChrome title={panel.title} description={panel.description} width={box.width} height={box.height}>
        {(width, height) => <PanelBody panel={panel} frames={data} width={width} height={height} span={span} theme={theme} marks={drawn} />}
      </PanelChrome>
    </div>
  );
}

async function draw() {
  const dashboard: Json = await (await fetch(`/dashboards/${asked.get('dashboard')}.json`)).json();
  const put = await resolve(dashboard.templating.list, { service: 'shop' }, span);
  const drawn = (await Promise.all(dashboard.annotations.list.filter((one: Json) => one.enable && one.datasource.type === 'prometheus').map((one: Json) => marks(one, put, span)))).flat();
  const data = await Promise.all(dashboard.panels.map(async (panel: Json) =>
    prepared(panel, (await Promise.all((panel.targets ?? []).map((target: Json) => frames(target, put, span)))).flat(), theme).catch((error) => { throw new Error(`${panel.title}: ${error}`); })));
  const bottom = Math.max(...dashboard.panels.map(({ gridPos: { y, h } }: Json) => y + h));
  createRoot(document.getElementById('root')!).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div style={{ background: theme.colors.background.canvas, position: 'relative', height: 80 + bottom * (rowHeight + gap) }}>
        <div style={{ position: 'absolute', left: 16, top: 16, fontSize: 22 }}>{dashboard.title}</div>
        {dashboard.panels.map((panel: Json, index: number) => <Panel key={panel.id} panel={panel} data={data[index]} drawn={drawn} />)}
      </div>
    </ThemeContext.Provider>,
  );
}

draw().then(() => setTimeout(() => { document.title = 'drawn'; }, 1500), (error) => { document.title = `failed: ${error.stack}`; });
