// The emergency brake: one button, one question.
import { call, servicePath } from '../access/api.js';
import { mayOperate } from '../access/session.js';
import { askAndRun } from '../change/change.js';
import { h } from '../dom/dom.js';
import { button } from '../dom/fields.js';
import { t } from '../text/i18n.js';
import { isActive } from './actions.js';

/** The button. It asks for no revision: a rollback is right whatever somebody else did meanwhile. */
export function rollbackButton(model, changed) {
  return button(t('rollback.button'), () => rollBack(model, changed), { kind: 'is-danger', disabled: !mayOperate() || !model.service, title: mayOperate() ? null : t('caller.readOnlyWhy') });
}

async function rollBack(model, changed) {
  const { service } = model;
  const outcome = await askAndRun({
    title: t('rollback.ask', { service: model.name }),
    body: () => [
      h('p', null, t('rollback.what', { baseline: service.baseline })),
      isActive(model.rollout) && h('p.warning', null, t('rollback.endsRollout')),
    ],
    confirm: t('rollback.confirm'), danger: true, done: t('rollback.done', { baseline: service.baseline }),
  }, reason => call('POST', servicePath(model.name, '/rollback'), { reason }));
  if (outcome?.result) {
    await model.refresh(outcome.result.data.revision);
    changed();
  }
}
