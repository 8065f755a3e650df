// One graph of several lines over time, by uPlot: with a legend of the values under the cursor, which arrow keys move as the mouse does.
import uPlot from '../vendor/uPlot.js';
import { announce } from '../dom/announce.js';
import { h } from '../dom/dom.js';
import { morph } from '../dom/morph.js';
import { clock } from '../text/format.js';
import { currentLanguage } from '../text/i18n.js';

const HEIGHT = 150;

// Marks of the time axis stand at whole minutes, so that no two say the same.
const MINUTES = [1, 2, 3, 5, 10].map(minutes => minutes * 60);

/**
 * Draws into a figure.
 * @param figure an element that nobody else draws into.
 * @returns {update({title, times, lines, format, axis, floor}), destroy()}; a line is {name, values, colour, isDashed}.
 */
export function graphIn(figure) {
  const caption = h('figcaption');
  const host = h('div.plot');
  figure.replaceChildren(caption, host);
  const resize = new ResizeObserver(() => plot?.setSize({ width: host.clientWidth, height: HEIGHT }));
  resize.observe(host);
  figure.addEventListener('keydown', onKey);
  let plot = null;
  let drawn = '';
  let shown = null;
  return { update, destroy };

  function update(next) {
    shown = next;
    const shape = JSON.stringify([next.lines.map(({ name, colour, isDashed }) => [name, resolved(colour), isDashed]), currentLanguage(), resolved('var(--line)')]);
    const data = [next.times, ...next.lines.map(line => line.values)];
    if (shape === drawn) {
      plot.setData(data);
    } else {
      plot?.destroy();
      plot = new uPlot(optionsOf(next, host.clientWidth || 400), data, host);
      drawn = shape;
    }

    drawCaption();
  }

  function destroy() {
    resize.disconnect();
    plot?.destroy();
  }

  function optionsOf({ lines, floor }, width) {
    const [text, grid] = [resolved('var(--muted)'), resolved('var(--line)')];
    const axis = { stroke: text, grid: { stroke: grid, width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    return {
      width, height: HEIGHT,
      legend: { show: false },
      padding: [8, 4, 0, 0],
      cursor: { sync: { key: 'traffic' }, y: false, points: { size: 6 }, drag: { x: false, y: false } },
      scales: { y: { range: (_, least, most) => [Math.min(0, least ?? 0), Math.max(floor, (most ?? 0) * 1.12)] } },
      axes: [
        { ...axis, size: 24, incrs: MINUTES, values: (_, ticks) => ticks.map(tick => clock(tick * 1000, currentLanguage()).slice(0, 5)) },
        { ...axis, size: 58, values: (_, ticks) => ticks.map(tick => (shown.axis ?? shown.format)(tick)) },
      ],
      series: [{}, ...lines.map(line => ({ label: line.name, stroke: resolved(line.colour), width: 1.6, dash: line.isDashed ? [5, 4] : undefined, points: { show: false }, spanGaps: false }))],
      hooks: { setCursor: [drawCaption] },
    };
  }

  // The value under the cursor, else the last one.
  function drawCaption() {
    const at = plot?.cursor.idx ?? null;
    const index = at ?? shown.times.length - 1;
    morph(caption,
      h('span.graph-title', null, shown.title),
      h('span.graph-time', null, index >= 0 ? clock(shown.times[index] * 1000, currentLanguage()) : ''),
      h('ul.legend', null, shown.lines.map(line => h('li', { key: line.name },
        h('span.swatch', { class: line.isDashed ? 'is-dashed' : '', style: { '--colour': line.colour }, 'aria-hidden': 'true' }), line.name, ' ',
        h('b.now', null, shown.format(line.values[index] ?? null))))));
  }

  function onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -12, PageDown: 12, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === 'Escape') plot?.setCursor({ left: -10, top: -10 });
    if (step === undefined || !plot || shown.times.length === 0) return;
    event.preventDefault();
    const last = shown.times.length - 1;
    const index = Math.min(last, Math.max(0, (plot.cursor.idx ?? last) + step));
    plot.setCursor({ left: plot.valToPos(shown.times[index], 'x'), top: 10 });
    announce(`${clock(shown.times[index] * 1000, currentLanguage())}: ${shown.lines.map(line => `${line.name} ${shown.format(line.values[index] ?? null)}`).join(', ')}`);
  }
}

// Canvases know no custom properties: an element is asked what a colour comes to.
const probe = h('span.visually-hidden', { 'aria-hidden': 'true' });
function resolved(colour) {
  if (!probe.isConnected) document.body.append(probe);
  probe.style.color = colour;
  return getComputedStyle(probe).color;
}
