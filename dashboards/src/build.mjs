// Writes the dashboards: node dashboards/src/build.mjs. With --check it only says whether they are as written here.
import { readFileSync, writeFileSync } from 'node:fs';
import { fleet } from './fleet.mjs';
import { gateway } from './gateway.mjs';
import { rollout } from './rollout.mjs';

const check = process.argv.includes('--check');
for (const [name, content] of Object.entries({ fleet, rollout, gateway })) {
  const file = new URL(`../${name}.json`, import.meta.url);
  const text = `${JSON.stringify(content, null, 2)}\n`;
  if (!check) {
    writeFileSync(file, text);
  } else if (readFileSync(file, 'utf8') !== text) {
    console.error(`dashboards/${name}.json is not what dashboards/src makes: change the source, then run node dashboards/src/build.mjs`);
    process.exitCode = 1;
  }
}
