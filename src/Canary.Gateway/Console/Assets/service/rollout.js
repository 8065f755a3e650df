// The rollout of one service: where it stands and why, and what can be done about it.
import { call, servicePath } from '../access/api.js';
import { mayOperate } from '../access/session.js';
import { askAndRun } from '../change/change.js';
import { otherConflict } from '../change/conflict.js';
import { h } from '../dom/dom.js';
import { button } from '../dom/fields.js';
import { phaseBadge } from '../services/row.js';
import { dateTime, percent, span } from '../text/format.js';
import { milliseconds } from '../text/duration.js';
import { currentLanguage, said, t } from '../text/i18n.js';
import { isActive, possibleActions } from './actions.js';
import { judgementTable } from './judgement.js';
import { ownerOf } from './model.js';
import { startRollout } from './start.js';

const PATHS = { promoteFull: 'promote?full=true' };
const DANGEROUS = new Set(['abort', 'promoteFull']);

/** The section. */
export function rolloutSection(model, changed) {
  const { rollout } = model;
  return h('section.rollout', { key: 'rollout', 'aria-labelledby': 'rollout-title' },
    h('h2', { id: 'rollout-title' }, t('rollout.title'), rollout && [' ', phaseBadge(rollout.phase)]),
    rollout ? standing(rollout) : h('p.none', null, t('rollout.never')),
    rollout && stepList(rollout),
    rollout?.judgement && judgementTable(rollout.judgement),
    actionButtons(model, changed));
}

function standing(rollout) {
  const language = currentLanguage();
  return h('div.standing', { key: 'standing' },
    h('p.status', said(rollout.status), rollout.status),
    rollout.message && rollout.message !== rollout.status && h('p.sub', said(rollout.message), rollout.message),
    rollout.failure && h('p.problem', said(rollout.failure), rollout.failure),
    h('p.sub', null, t('rollout.times', { variant: rollout.variant, started: dateTime(rollout.startedAt, language), changed: dateTime(rollout.changedAt, language) }),
      rollout.release && ` · ${t('rollout.release', { release: rollout.release })}`,
      rollout.approval && ` · ${t('rollout.approved', { by: rollout.approval.by, at: dateTime(rollout.approval.at, language) })}`));
}

function stepList(rollout) {
  const at = rollout.step.number - 1;
  const isDone = index => rollout.phase === 'Promoted' || index < at;
  return h('ol.steps', { key: 'steps', 'aria-label': t('rollout.steps') }, rollout.plan.steps.map((step, index) => {
    const state = isDone(index) ? 'done' : index === at ? (isActive(rollout) ? 'current' : 'ended') : 'next';
    return h('li', { key: index, class: `step is-${state}`, 'aria-current': state === 'current' ? 'step' : null },
      h('span.step-weight', null, percent(step.weight, currentLanguage())),
      h('span.visually-hidden', null, t(`step.${state}`)),
      h('span.step-needs', null, needs(step).map(need => h('span', null, need))),
      state === 'current' && rollout.phase === 'Progressing' && holdBar(step, rollout));
  }));
}

/** What a step waits for. */
function needs(step) {
  const { gate } = step;
  return [
    milliseconds(step.hold ?? '0s') > 0 && t('step.hold', { hold: step.hold }),
    (gate === 'manual' || gate?.manual) && (gate.manual?.approvers?.length ? t('step.gateApprovers', { approvers: gate.manual.approvers.join(', ') }) : t('step.gate')),
    gate?.webhook && t('step.webhook'),
    step.verdict && t(`step.verdict.${step.verdict}`),
    step.deadline && t('step.deadline', { deadline: step.deadline }),
  ].filter(Boolean);
}

function holdBar(step, rollout) {
  const hold = milliseconds(step.hold ?? '0s');
  if (!hold) return null;
  const passed = Math.min(hold, Math.max(0, Date.now() - Date.parse(rollout.since)));
  return h('span.hold.now', null,
    h('progress', { max: hold, value: passed, 'aria-label': t('step.progress') }),
    h('span.sub', null, t('step.passed', { passed: span(passed), hold: step.hold })));
}

function actionButtons(model, changed) {
  const { rollout, service } = model;
  const possible = possibleActions(rollout);
  const hasOther = Object.keys(service.variants).length > 1;
  return h('div.actions', { key: 'actions' }, possible.map(action => button(t(`action.${action}`), () => action === 'start' ? startRollout(model, changed) : act(model, action, changed), {
    key: action,
    kind: action === 'approve' || action === 'resume' ? 'is-primary' : '',
    disabled: !mayOperate() || (action === 'start' && (!hasOther || Boolean(ownerOf(service)))),
  })));
}

async function act(model, action, changed) {
  const { rollout, service, etag } = model;
  const seen = { ...service };
  const outcome = await askAndRun({
    title: t(`action.${action}.ask`, { service: model.name, number: rollout.step.number }),
    body: () => [h('p', null, t(`action.${action}.what`, { variant: rollout.variant, number: rollout.step.number, of: rollout.step.of, weight: percent(rollout.step.weight, currentLanguage()),
      last: percent(rollout.plan.steps.at(-1).weight, currentLanguage()) })),
    h('p.sub', said(rollout.status), rollout.status)],
    confirm: t(`action.${action}`), danger: DANGEROUS.has(action), done: t(`action.${action}.done`),
  }, reason => call('POST', servicePath(model.name, `/rollout/${PATHS[action] ?? action}`), { ifMatch: etag, reason }));
  await model.refresh(outcome?.result?.data.revision ?? 0);
  if (outcome?.conflict) await otherConflict(model.name, seen, { seen: standingText(rollout), now: () => standingText(model.rollout) });
  changed();
}

const standingText = rollout => rollout ? `${t(`phase.${rollout.phase}`)}, ${t('step.short', { number: rollout.step.number, of: rollout.step.of, weight: percent(rollout.step.weight, currentLanguage()) })}: ${rollout.message}` : t('phase.none');
