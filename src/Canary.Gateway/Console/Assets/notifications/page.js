// Where events are told: what waits, what was given up, and telling that again.
import { call, get } from '../access/api.js';
import { mayOperate } from '../access/session.js';
import { askAndRun, problemText } from '../change/change.js';
import { h } from '../dom/dom.js';
import { badge, button } from '../dom/fields.js';
import { morph } from '../dom/morph.js';
import { onEvent } from '../live/events.js';
import { poll } from '../live/poll.js';
import { count } from '../text/format.js';
import { currentLanguage, t } from '../text/i18n.js';
import { deadTable, waitingTable } from './tables.js';

const INTERVAL = 3_000;
const sinkPath = (name, rest) => `sinks/${encodeURIComponent(name)}${rest}`;

/** Shows the page. */
export function show(host) {
  let sinks = null;
  let problem = null;
  const tested = new Map();
  const body = h('div');
  host.replaceChildren(body);
  const reading = poll(read, INTERVAL);
  const stopEvents = onEvent(() => reading.now());
  render();
  return { render, stop: () => { reading.stop(); stopEvents(); } };

  async function read(signal) {
    try {
      const { data } = await get('sinks', { signal });
      sinks = await Promise.all(data.items.map(async sink => {
        const [waiting, dead] = await Promise.all([get(sinkPath(sink.name, '/deliveries'), { signal }), get(sinkPath(sink.name, '/dead-letters'), { signal })]);
        return { ...sink, waiting: waiting.data.waiting ?? [], dead: dead.data.items ?? [] };
      }));
      problem = null;
    } catch (error) {
      if (error.name === 'AbortError') return;
      problem = error;
    }

    render();
  }

  function render() {
    morph(body,
      h('div.page-head', null, h('h1', { tabindex: '-1' }, t('nav.notifications'), sinks && h('span.count', null, count(sinks.length, currentLanguage())))),
      h('p.sub', null, t('notifications.how')),
      problem && problemText(problem),
      sinks === null ? h('p.empty', null, t('loading')) : sinks.length === 0 ? h('p.empty', null, t('notifications.none')) : h('div', { class: problem ? 'is-old' : '' }, sinks.map(sinkSection)));
  }

  function sinkSection(sink) {
    const id = `sink-${sink.name}`;
    return h('section.sink', { key: sink.name, 'aria-labelledby': id },
      h('div.section-head', null,
        h('h2', { id }, sink.name, ' ', badge(sink.type, 'muted'), ' ', sink.enabled === false && badge(t('notifications.disabled'), 'warning')),
        h('div.actions', null,
          button(t('notifications.test'), () => test(sink), { disabled: !mayOperate(), 'aria-label': t('notifications.testOf', { sink: sink.name }) }),
          sink.dead.length > 0 && button(t('notifications.resendAll'), () => resend(sink, null), { disabled: !mayOperate(), 'aria-label': t('notifications.resendAllOf', { sink: sink.name }) }))),
      h('p.sub', null, h('code', null, sink.url), filterText(sink.filter)),
      tested.has(sink.name) && h('p', { class: tested.get(sink.name).delivered ? 'note' : 'problem', role: 'status' },
        tested.get(sink.name).delivered ? t('notifications.delivered') : t('notifications.failed', { error: tested.get(sink.name).error })),
      h('h3', null, t('notifications.waiting'), h('span.count.now', null, count(sink.waiting.length, currentLanguage()))),
      sink.waiting.length > 0 && waitingTable(sink),
      h('h3', null, t('notifications.dead'), h('span.count.now', null, count(sink.dead.length, currentLanguage()))),
      sink.dead.length > 0 && deadTable(sink, dead => resend(sink, dead)));
  }

  async function test(sink) {
    try {
      tested.set(sink.name, (await call('POST', sinkPath(sink.name, '/test'))).data);
    } catch (error) {
      tested.set(sink.name, { delivered: false, error: error.detail });
    }

    render();
  }

  async function resend(sink, dead) {
    await askAndRun({
      title: dead ? t('notifications.resendAsk', { id: dead.id }) : t('notifications.resendAllAsk', { count: sink.dead.length, sink: sink.name }),
      body: () => h('p', null, t('notifications.resendWhat')), confirm: t('notifications.resend'), done: t('notifications.resent'),
    }, reason => call('POST', sinkPath(sink.name, '/dead-letters/resend'), { body: dead ? { id: dead.id } : undefined, reason }));
    await reading.now();
  }
}

function filterText(filter) {
  const parts = [filter?.services?.length && t('notifications.services', { services: filter.services.join(', ') }), filter?.events?.length && t('notifications.events', { events: filter.events.join(', ') })];
  return parts.filter(Boolean).map(part => ` · ${part}`);
}
