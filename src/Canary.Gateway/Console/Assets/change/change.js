// Asks once, with a reason, before anything is changed; what the gateway answers is said in the same place.
import { alarm } from '../dom/announce.js';
import { openDialog } from '../dom/dialog.js';
import { h } from '../dom/dom.js';
import { button, field } from '../dom/fields.js';
import { notice } from '../dom/notice.js';
import { said, t } from '../text/i18n.js';

const MAX_REASON = 500;

/**
 * Asks, and runs the change where the answer is yes.
 * @param question {title, body(), confirm, danger, done}: `body` is drawn in the dialog, `done` is said when it worked.
 * @param run gets the reason; a 412 from it ends the dialog, every other problem is shown in it.
 * @returns {result} where it worked, {conflict} on a 412, null where it was not done.
 */
export async function askAndRun(question, run) {
  let problem = null;
  let busy = false;
  let reason = '';
  const outcome = await openDialog(({ close, update }) => ({
    title: question.title,
    body: [question.body?.(), reasonField(value => { reason = value; }, reason), problem && problemText(problem)],
    actions: [
      button(t('cancel'), () => close(null)),
      h('button', { type: 'submit', class: `button ${question.danger ? 'is-danger' : 'is-primary'}`, disabled: busy, 'data-first': question.danger ? '' : null }, question.confirm),
    ],
    onSubmit: async () => {
      if (busy) return;
      [busy, problem] = [true, null];
      update();
      try {
        close({ result: await run(reason.trim()) ?? true });
      } catch (error) {
        if (error.status === 412) return close({ conflict: error });
        [busy, problem] = [false, error];
        update();
        alarm(problemLine(error));
      }
    },
  }), { kind: question.danger ? 'is-danger' : '' });
  if (outcome?.result && question.done) notice(question.done);
  return outcome ?? null;
}

function reasonField(onChange, value) {
  return field({ name: 'reason', label: t('reason.label'), hint: t('reason.hint'), wide: true },
    attributes => h('input', { ...attributes, type: 'text', maxlength: MAX_REASON, value, autocomplete: 'off', 'data-first': '', onInput: event => onChange(event.target.value) }));
}

/** What went wrong, in a sentence. */
export function problemLine(problem) {
  if (problem.status === 0) return t('problem.unreachable');
  if (problem.status === 403) return `${t('problem.forbidden')} ${problem.detail}`;
  return problem.detail || problem.title || String(problem.message ?? problem);
}

/** The same with every field that is wrong. */
export function problemText(problem) {
  const fields = Object.entries(problem.errors ?? {}).flatMap(([path, messages]) => messages.map(message => [path, message]));
  return h('div.problem', { key: 'problem' },
    h('p', problem.status === 0 ? null : said(problem.detail), problemLine(problem)),
    fields.length > 1 && h('ul', said('x'), fields.map(([path, message]) => h('li', null, path && h('code', null, path), ' ', message))));
}
