// Loads one of the console's modules that need no page. As a data address, so that it is a module to every version of Node.js.
import { readFile } from 'node:fs/promises';

export const assets = new URL('../../src/Canary.Gateway/Console/Assets/', import.meta.url);

/** The module at a path below the console's assets. It may import nothing. */
export async function load(path) {
  const source = await readFile(new URL(path, assets), 'utf8');
  return import(`data:text/javascript;charset=utf-8,${encodeURIComponent(source)}`);
}
