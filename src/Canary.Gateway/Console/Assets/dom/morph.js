// Makes the children of an element what a render wants, and keeps those that are there: focus, scroll and selection stay.
import { KEY, LISTENERS, OPAQUE, PROPERTIES, STYLES, listen, nodesOf } from './dom.js';

/** Replaces the children of `parent` by `wanted`, keeping nodes of the same key, or of the same kind in the same place. */
export function morph(parent, ...wanted) {
  const focused = document.activeElement;
  morphChildren(parent, nodesOf(wanted));
  if (focused && focused !== document.activeElement && focused !== document.body && focused.isConnected && parent.contains(focused)) {
    focused.focus({ preventScroll: true });
  }
}

function morphChildren(parent, wanted) {
  const keyed = new Map();
  for (const child of parent.childNodes) {
    if (child[KEY] !== undefined) keyed.set(child[KEY], child);
  }

  let at = parent.firstChild;
  for (const node of wanted) {
    const match = node[KEY] !== undefined ? keyed.get(node[KEY]) : unkeyedFrom(at);
    if (!match || !isSameKind(match, node)) {
      parent.insertBefore(node, at);
      continue;
    }

    if (match === at) at = at.nextSibling;
    else parent.insertBefore(match, at);
    morphNode(match, node);
  }

  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function unkeyedFrom(at) {
  while (at && at[KEY] !== undefined) at = at.nextSibling;
  return at;
}

function isSameKind(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && a[KEY] === b[KEY] && a.type === b.type;
}

function morphNode(old, wanted) {
  if (old === wanted) return;
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== wanted.data) old.data = wanted.data;
    return;
  }

  morphAttributes(old, wanted);
  for (const type of new Set([...Object.keys(old[LISTENERS] ?? {}), ...Object.keys(wanted[LISTENERS] ?? {})])) {
    listen(old, type, wanted[LISTENERS]?.[type]);
  }

  if (!old[OPAQUE]) morphChildren(old, [...wanted.childNodes]);
  morphProperties(old, wanted);
}

function morphAttributes(old, wanted) {
  for (const { name } of [...old.attributes]) {
    // Whether something is open is the user's to say, unless the render does.
    if (name !== 'style' && name !== 'open' && !wanted.hasAttribute(name)) old.removeAttribute(name);
  }

  for (const { name, value } of wanted.attributes) {
    if (name !== 'style' && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }

  const styles = wanted[STYLES] ?? {};
  for (const name of Object.keys(old[STYLES] ?? {})) {
    if (!(name in styles)) old.style.removeProperty(name);
  }

  for (const [name, value] of Object.entries(styles)) {
    if (old[STYLES]?.[name] !== value) old.style.setProperty(name, value);
  }

  old[STYLES] = styles;
}

// What somebody types into just now is not overwritten.
function morphProperties(old, wanted) {
  const properties = wanted[PROPERTIES];
  old[PROPERTIES] = properties;
  for (const [name, value] of Object.entries(properties ?? {})) {
    const isTyped = name === 'value' && old === document.activeElement && old.tagName !== 'SELECT' && old.type !== 'range';
    if (!isTyped && old[name] !== value && String(old[name]) !== String(value ?? '')) old[name] = value ?? '';
  }
}
