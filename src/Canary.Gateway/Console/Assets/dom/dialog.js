// Modal dialogs, by the browser's own element: it keeps focus inside, ends with Escape, and gives focus back.
import { h } from './dom.js';
import { morph } from './morph.js';

let count = 0;

/**
 * Opens a dialog.
 * @param render gets the dialog's own `close(result)` and `update()`, and returns {title, body, actions}.
 * @returns a promise of what close was given; undefined where it was dismissed.
 */
export function openDialog(render, { kind = '' } = {}) {
  const before = document.activeElement;
  const id = `dialog-${++count}`;
  const element = h('dialog', { class: `dialog ${kind}`, 'aria-labelledby': id });
  return new Promise(resolve => {
    let result;
    const close = value => { result = value; element.close(); };
    const update = () => {
      const { title, body, actions, onSubmit } = render({ close, update });
      morph(element, h('form', { class: 'dialog-form', method: 'dialog', novalidate: true, onSubmit: event => { event.preventDefault(); onSubmit?.(); } },
        h('h2', { id }, title),
        h('div.dialog-body', null, body),
        h('div.dialog-actions', null, actions)));
    };
    element.addEventListener('close', () => {
      element.remove();
      if (before?.isConnected) before.focus();
      resolve(result);
    });
    update();
    document.body.append(element);
    element.showModal();
    (element.querySelector('[data-first]') ?? element.querySelector('input, textarea, button'))?.focus();
  });
}

/** Ends every open dialog as if it was dismissed. */
export function closeDialogs() {
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
}
