// The gateways that are alive: which revision each routes by, how far it is behind, and who leads.
import { get } from '../access/api.js';
import { problemText } from '../change/change.js';
import { h } from '../dom/dom.js';
import { badge } from '../dom/fields.js';
import { morph } from '../dom/morph.js';
import { onEvent } from '../live/events.js';
import { currentOverview } from '../live/overview.js';
import { poll } from '../live/poll.js';
import { count, dateTime, span } from '../text/format.js';
import { currentLanguage, t } from '../text/i18n.js';

const INTERVAL = 2_000;

/** Shows the page. */
export function show(host) {
  let instances = null;
  let problem = null;
  const body = h('div');
  host.replaceChildren(body);
  const reading = poll(read, INTERVAL);
  const stopEvents = onEvent(() => reading.now());
  render();
  return { render, stop: () => { reading.stop(); stopEvents(); } };

  async function read(signal) {
    try {
      [instances, problem] = [(await get('instances', { signal })).data, null];
    } catch (error) {
      if (error.name === 'AbortError') return;
      problem = error;
    }

    render();
  }

  function render() {
    const own = currentOverview()?.gateway;
    morph(body,
      h('div.page-head', null, h('h1', { tabindex: '-1' }, t('nav.gateways'), instances && h('span.count', null, count(instances.length, currentLanguage())))),
      h('p.sub', null, t('gateways.how')),
      problem && problemText(problem),
      instances === null ? h('p.empty', null, t('loading')) : table(own));
  }

  function table(own) {
    const language = currentLanguage();
    return h('div.scroll', { key: 'table', tabindex: '0', role: 'group', 'aria-label': t('nav.gateways') }, h('table.plain', { class: problem ? 'is-old' : '' },
      h('thead', null, h('tr', null, ['id', 'version', 'applied', 'lag', 'leads', 'started', 'seen'].map(name => h('th', { scope: 'col', class: ['applied', 'lag'].includes(name) ? 'number' : '' }, t(`gateways.${name}`))))),
      h('tbody', null, instances.map(instance => h('tr', { key: instance.id },
        h('th', { scope: 'row' }, instance.id, instance.id === own && h('span.sub', null, ` ${t('gateways.this')}`)),
        h('td', null, instance.version), h('td.number.now', null, count(instance.appliedRevision, language)),
        h('td.number.now', null, instance.lag > 0 ? badge(t('gateways.behind', { count: instance.lag }), 'warning') : '0'),
        h('td.now', null, instance.leads ? badge(t('gateways.leader'), 'accent') : ''),
        h('td.nowrap', null, dateTime(instance.startedAt, language)),
        h('td.nowrap.now', null, t('ago', { span: span(Date.now() - Date.parse(instance.seenAt)) })))))));
  }
}
