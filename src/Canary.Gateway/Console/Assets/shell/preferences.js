// What a person prefers of the page itself: its colours. The language is looked after by i18n.

const STORED = 'canary.theme';
const THEMES = ['auto', 'light', 'dark'];
const listeners = new Set();

/** The theme that was chosen: auto is the system's. */
export function currentTheme() {
  const stored = localStorage.getItem(STORED);
  return THEMES.includes(stored) ? stored : 'auto';
}

/** Puts a theme in force. */
export function useTheme(theme, { remember = false } = {}) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  if (remember) localStorage.setItem(STORED, theme);
  listeners.forEach(listener => listener());
}

/** Calls back when colours change, by choice or by the system. Returns how to stop it. */
export function onColours(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => listeners.forEach(listener => listener()));
