// The dashboards of the repository, as JSON.
import { readdirSync, readFileSync } from 'node:fs';

const folder = new URL('../../dashboards/', import.meta.url);

/** Every dashboard: its file's name, its text, and what that says. */
export const dashboards = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    return { file, text, content: JSON.parse(text) };
  });

/** The panels that show data, those inside of rows included. */
export const panelsOf = (dashboard) =>
  dashboard.panels.flatMap((panel) => (panel.type === 'row' ? panel.panels : [panel]));
