// The split of one service: what it is, and what it is to be. Nothing is written before it was asked for.
import { call, servicePath } from '../access/api.js';
import { mayOperate } from '../access/session.js';
import { askAndRun } from '../change/change.js';
import { weightConflict } from '../change/conflict.js';
import { announce } from '../dom/announce.js';
import { h } from '../dom/dom.js';
import { button, idOf } from '../dom/fields.js';
import { notice } from '../dom/notice.js';
import { colourOf, splitBar } from '../split/bar.js';
import { hundredthsOf, inForce, mostOf, movedPerMinute, movedShare, percentsOf, readPercent, toPercent } from '../split/weights.js';
import { count, percent, rate } from '../text/format.js';
import { currentLanguage, t } from '../text/i18n.js';
import { isActive } from './actions.js';
import { ownerOf } from './model.js';
import { drop, effectOf, stage, stageAgain, stagedOf } from './staged.js';

// What was typed and is no weight, by variant, of the service that is looked at.
const wrong = new Map();

/** Forgets what was typed wrongly, as another service is looked at. */
export const forgetTyped = () => wrong.clear();

/** The section. `changed` draws the page anew. */
export function splitSection(model, changed) {
  const { service, row } = model;
  const staged = stagedOf(service.name);
  const weights = staged?.weights ?? hundredthsOf(service.weights);
  const mayWrite = mayOperate() && (!ownerOf(service) || isActive(model.rollout));
  return h('section.split', { key: 'split', 'aria-labelledby': 'split-title' },
    h('h2', { id: 'split-title' }, t('split.title')),
    service.rolledBack && h('p.warning', null, t('split.rolledBack', { baseline: service.baseline })),
    ownerOf(service) && h('p.note', null, t('split.owned', { file: ownerOf(service) })),
    h('table.split-table', null,
      h('thead', null, h('tr', null,
        h('th', { scope: 'col' }, t('variant')), h('th.wide-only', { scope: 'col' }, t('split.slider')), h('th.number', { scope: 'col' }, t('split.weight')),
        h('th.number.now', { scope: 'col' }, t('column.applied')), h('th.number.now', { scope: 'col' }, t('column.observed')))),
      h('tbody', null, Object.keys(service.weights).map(name => variantRow(model, name, weights, mayWrite, changed)))),
    h('div.split-bars.now', null, splitBar(percentsOf(weights), service.baseline)),
    row && h('p.sub.now', null, t('split.rate', { rate: rate(row.requestsPerSecond, currentLanguage()) })),
    staged ? stagedSummary(model, staged, mayWrite, changed) : service.rolledBack && mayWrite ? againButton(model, changed) : null);
}

function variantRow(model, name, weights, mayWrite, changed) {
  const { service, row } = model;
  const language = currentLanguage();
  const isBaseline = name === service.baseline;
  const now = hundredthsOf(service.weights)[name];
  const set = hundredths => { wrong.delete(name); stage(model, name, hundredths); changed(); };
  const error = wrong.get(name);
  return h('tr', { key: name, class: weights[name] === now ? '' : 'is-staged' },
    h('th', { scope: 'row' }, h('span.swatch', { style: { background: colourOf(Object.keys(service.weights), service.baseline, name) }, 'aria-hidden': 'true' }), name,
      isBaseline && h('span.sub', null, t('baseline'))),
    h('td.wide-only', null, h('input.slider', {
      type: 'range', min: 0, max: 100, step: 0.01, value: toPercent(weights[name]), disabled: !mayWrite, 'aria-label': t('split.sliderOf', { variant: name }),
      'aria-valuetext': percent(toPercent(weights[name]), language),
      onInput: event => set(Math.min(mostOf(weights, service.baseline, name), Math.round(event.target.value * 100))),
      onKeydown: event => onKey(event, weights[name], set, mostOf(weights, service.baseline, name)),
    })),
    h('td.number', null,
      h('input.weight', {
        id: idOf(`weight-${name}`), type: 'text', inputmode: 'decimal', value: String(toPercent(weights[name])), disabled: !mayWrite, autocomplete: 'off',
        'aria-label': t('split.weightOf', { variant: name }), 'aria-invalid': error ? 'true' : null, 'aria-describedby': error ? idOf(`weight-${name}-error`) : null,
        onInput: event => onTyped(model, name, weights, event.target.value, set, changed),
        onChange: event => { if (!wrong.has(name)) event.target.value = String(toPercent(currentWeight(model, name))); },
        onKeydown: event => onStep(event, weights[name], set, mostOf(weights, service.baseline, name), model, name),
      }), h('span.unit', { 'aria-hidden': 'true' }, '%'),
      weights[name] !== now && h('span.was', null, t('split.was', { weight: percent(toPercent(now), language) })),
      error && h('span.field-error', { id: idOf(`weight-${name}-error`) }, error)),
    h('td.number.now', null, h('span.cell-label', { 'aria-hidden': 'true' }, t('column.applied')), percent(row?.applied?.[name], language)),
    h('td.number.now', null, h('span.cell-label', { 'aria-hidden': 'true' }, t('column.observed')), percent(row?.observed?.[name], language, 1)));
}

const currentWeight = (model, name) => (stagedOf(model.name)?.weights ?? hundredthsOf(model.service.weights))[name];

function onTyped(model, name, weights, text, set, changed) {
  const read = readPercent(text);
  const most = mostOf(weights, model.service.baseline, name);
  if (read.error || read.hundredths > most) {
    wrong.set(name, read.error ? t(`split.error.${read.error}`) : t('split.error.most', { most: percent(toPercent(most), currentLanguage()) }));
    changed();
  } else {
    set(read.hundredths);
  }
}

// Arrows move by 0.01 as the step says; a whole point with Shift, ten with Page up and down.
function onKey(event, weight, set, most) {
  const step = { PageUp: 1000, PageDown: -1000 }[event.key] ?? (event.shiftKey ? { ArrowUp: 100, ArrowRight: 100, ArrowDown: -100, ArrowLeft: -100 }[event.key] : undefined);
  if (step === undefined) return;
  event.preventDefault();
  set(Math.min(most, Math.max(0, weight + step)));
}

function onStep(event, weight, set, most, model, name) {
  const step = { ArrowUp: event.shiftKey ? 100 : 1, ArrowDown: event.shiftKey ? -100 : -1, PageUp: 1000, PageDown: -1000 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  set(Math.min(most, Math.max(0, weight + step)));
  event.target.value = String(toPercent(currentWeight(model, name)));
}

function stagedSummary(model, staged, mayWrite, changed) {
  const isBehind = staged.seen.revision !== model.service.revision;
  return h('div.staged', { key: 'staged' },
    h('h3', null, t('staged.title')),
    effectList(staged.seen, staged.weights, model.row),
    isBehind && h('p.warning', null, t('staged.behind', { seen: staged.seen.revision, now: model.service.revision })),
    isActive(model.rollout) && h('p.warning', null, t('staged.pauses')),
    h('div.actions', null,
      button(t('staged.apply'), () => write(model, staged, changed), { kind: 'is-primary', disabled: !mayWrite || wrong.size > 0 }),
      button(t('staged.drop'), () => { wrong.clear(); drop(model.name); changed(); announce(t('staged.dropped')); })));
}

/** What changes, and how much traffic that moves. */
function effectList(seen, weights, row) {
  const language = currentLanguage();
  const from = inForce(seen);
  const perMinute = row ? movedPerMinute(from, weights, row.requestsPerSecond) : null;
  return h('div', { key: 'effect' },
    h('ul.effect', null, effectOf(seen, weights).map(change => h('li', { key: change.name }, h('b', null, change.name), ' ',
      percent(toPercent(change.from), language), ' → ', h('b', null, percent(toPercent(change.to), language))))),
    h('p', null, perMinute === null ? t('staged.moves', { share: percent(toPercent(movedShare(from, weights)), language) })
      : t('staged.movesRate', { share: percent(toPercent(movedShare(from, weights)), language), requests: count(Math.round(perMinute), language) })));
}

async function write(model, staged, changed) {
  const outcome = await askAndRun({
    title: t('staged.ask', { service: model.name }),
    body: () => [effectList(staged.seen, staged.weights, model.row), isActive(model.rollout) && h('p.warning', null, t('staged.pauses'))],
    confirm: t('staged.confirm'),
  }, reason => call('PUT', servicePath(model.name, '/weights'), { body: percentsOf(staged.weights), ifMatch: staged.etag, reason }));
  if (outcome?.conflict) return resolve(model, staged, changed);
  if (!outcome) return;
  drop(model.name);
  notice(t('staged.done', { revision: outcome.result.data.revision }));
  await model.refresh(outcome.result.data.revision);
  changed();
}

async function resolve(model, staged, changed) {
  await model.refresh(0);
  const choice = await weightConflict(model.name, staged.seen, percentsOf(staged.weights));
  await model.refresh(0);
  if (choice === 'theirs') drop(model.name);
  if (choice === 'mine') stageAgain(model);
  changed();
}

// After a rollback the weights are kept but not in force: writing them again ends it.
function againButton(model, changed) {
  const staged = { seen: model.service, etag: model.etag, weights: hundredthsOf(model.service.weights) };
  return h('div.actions', { key: 'again' }, button(t('split.again'), () => write(model, staged, changed)));
}
