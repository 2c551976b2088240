// Runs the checks one after another, each with its own services.
import { closeAll } from './clients.mjs';
import { Database, Service, missingReason } from './service.mjs';
import * as disconnects from './disconnects.mjs';
import * as protocol from './protocol.mjs';
import * as rights from './rights.mjs';

const word = process.argv[2] ?? '';
const missing = { pg: missingReason('pg'), mariadb: missingReason('mariadb') };
let passed = 0, failed = 0, skipped = 0;

for (const { kinds, settings, name, check, bare } of [protocol, disconnects, rights].flatMap((module) => module.checks)) {
  for (const kind of kinds) {
    const title = `${name} (${kind})`;
    if (!title.includes(word)) continue;
    if (missing[kind]) {
      skipped += 1;
      continue;
    }
    const database = new Database(kind);
    const services = [], begun = Date.now();
    const start = async (more = {}, port = undefined) => {
      services.push(await Service.start(database, { ...settings, ...more }, port));
      return services.at(-1);
    };
    try {
      await check({ database, start, service: bare ? undefined : await start() });
      passed += 1;
      console.log(`ok      ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed += 1;
      console.log(`FAILED  ${title}: ${error.stack ?? error}`);
    } finally {
      closeAll();
      for (const service of services) await service.end('SIGKILL');
      database.drop();
    }
  }
}
if (missing.pg) console.log(`PostgreSQL was skipped: ${missing.pg}`);
if (missing.mariadb) console.log(`MariaDB was skipped: ${missing.mariadb}`);
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
process.exit(failed ? 1 : 0);
