// Services on copies of the contract's fixture, and how checks change their data.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { BIN, CONTRACT, PGURL, DESKQL_TEST_MARIADB: MARIADB } = process.env;
const FIXTURE = join(CONTRACT, 'fixture');

export const tokens = {
  admin: 'a1'.repeat(20), agent: 'b2'.repeat(20), customer: 'c3'.repeat(20), hr: 'f6'.repeat(20), customer2: '07'.repeat(20),
};
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const authorization = (user) => `Token ${tokens[user]}`;

/** Waits up to `ms` until `test` returns a truthy value, and returns it. */
export async function until(what, test, ms = 60000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(10)) {
    const found = await test();
    if (found) return found;
  }
  throw new Error(`timed out waiting for ${what}`);
}

function run(program, args, input) {
  const done = spawnSync(program, args, { input, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stderr}`);
  return done.stdout.trim();
}

const psqlProgram = spawnSync('psql', ['--version']).status === 0 ? 'psql'
  : spawnSync('sh', ['-c', 'ls /usr/lib/postgresql/*/bin/psql | tail -n 1'], { encoding: 'utf8' }).stdout.trim();
const psql = (url, args, input) => run(psqlProgram, ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', url, ...args], input);

const mysql = (args, input = '') => run(join(CONTRACT, 'mysql'), args, input);

/** The reason why a kind of database is not available; empty if it is. */
export function missingReason(kind) {
  if (kind === 'pg' && !psqlProgram) return 'psql is not installed';
  try {
    if (kind === 'pg') psql(PGURL, ['-c', 'SELECT 1']);
    if (kind === 'mariadb') mysql([MARIADB], 'SELECT 1');
    return '';
  } catch (error) {
    return error.message;
  }
}

const cursor = (id) => Buffer.from(`event:${id}`).toString('base64url');

/** A copy of the fixture on a database. */
export class Database {
  constructor(kind) {
    this.kind = kind;
    this.folder = mkdtempSync(join(tmpdir(), 'deskql-live.'));
    cpSync(join(FIXTURE, 'media'), join(this.folder, 'media'), { recursive: true });
    if (kind === 'sqlite') {
      this.file = join(this.folder, 'helpdesk.sqlite3');
      cpSync(join(FIXTURE, 'helpdesk.sqlite3'), this.file);
      this.url = `sqlite:${this.file}`;
    } else {
      this.name = `deskql_live_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
      this.url = (kind === 'pg' ? PGURL : MARIADB).replace(/\/[^/?]*(\?.*)?$/, `/${this.name}$1`);
      if (kind === 'pg') {
        psql(PGURL, ['-c', `CREATE DATABASE ${this.name} TEMPLATE template0 ENCODING 'UTF8'`]);
        psql(this.url, ['-f', join(FIXTURE, 'helpdesk.pg.sql')]);
      } else {
        mysql(['--fresh', this.url, join(FIXTURE, 'helpdesk.mysql.sql')]);
      }
    }
    run(BIN, ['migrate', '--database', this.url]);
    // A first event, whose cursor the checks use.
    this.sql(`INSERT INTO deskql_event (at, kind, elsewhere, ticket_id, public) VALUES (${Date.now() * 1000}, 'updated', FALSE, 1, FALSE)`);
  }

  /** Runs SQL as another program than the service would. */
  sql(text) {
    if (this.kind === 'pg') return psql(this.url, ['-c', text]);
    if (this.kind === 'mariadb') return mysql([this.url], text);
    const program = 'import sqlite3,sys\nc=sqlite3.connect(sys.argv[1],timeout=20)\n'
      + 'for r in c.execute(sys.stdin.read()): print("|".join(map(str,r)))\nc.commit()';
    return run('python3', ['-c', program, this.file], text);
  }

  /** SQL for the current time. */
  get now() {
    return { pg: 'now()', mariadb: 'utc_timestamp(6)', sqlite: "strftime('%Y-%m-%d %H:%M:%f000', 'now')" }[this.kind];
  }

  /** The cursors of all events in the log. */
  get log() {
    return this.sql('SELECT id FROM deskql_event ORDER BY id').split('\n').filter(Boolean).map(cursor);
  }

  /** The cursor of the newest event. A subscription after it misses nothing, whenever it starts. */
  get end() {
    return this.log.at(-1);
  }

  drop() {
    if (this.kind === 'pg') psql(PGURL, ['-c', `DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`]);
    if (this.kind === 'mariadb') mysql(['--drop', this.url]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A free port below the ephemeral ports, which begin at 32768. */
const freePort = () => new Promise((resolve) => {
  const port = 20000 + Math.floor(Math.random() * 12000);
  const server = createServer().on('error', () => resolve(freePort()));
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(port)));
});

/** A running service. */
export class Service {
  /** Starts one on a database; `settings` are `section.key` pairs. */
  static async start(database, settings = {}, port = undefined) {
    const service = new Service();
    service.database = database;
    service.port = port ?? await freePort();
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DESKQL_')));
    const all = {
      secret_key: 'oracle-only-not-a-secret', 'database.url': database.url, 'mail.transport': 'none',
      'storage.url': `fs:${join(database.folder, 'media')}`, 'server.listen': `127.0.0.1:${service.port}`, ...settings,
    };
    for (const [key, value] of Object.entries(all)) env[`DESKQL_${key.replace('.', '__').toUpperCase()}`] = String(value);
    service.log = join(database.folder, `log-${service.port}`);
    const out = openSync(service.log, 'a');
    service.process = spawn(BIN, ['serve'], { env, cwd: database.folder, stdio: ['ignore', out, out] });
    service.ended = new Promise((resolve) => service.process.on('exit', (code, signal) => resolve(signal ?? code)));
    const answers = async () => {
      if (service.process.exitCode !== null) throw new Error(`it ended:\n${readFileSync(service.log, 'utf8')}`);
      try {
        return (await fetch(`${service.base}/healthz`)).ok;
      } catch {
        return false;
      }
    };
    await until('the service answers', answers);
    return service;
  }

  get base() { return `http://127.0.0.1:${this.port}`; }
  get http() { return `${this.base}/graphql`; }
  get ws() { return `ws://127.0.0.1:${this.port}/graphql`; }

  /** Sends a signal and waits for the exit. */
  end(signal = 'SIGTERM') {
    this.process.kill(signal);
    return this.ended;
  }

  /** Runs a query or mutation; returns the data, or throws. */
  async run(user, query, variables = {}) {
    const headers = { authorization: authorization(user), 'content-type': 'application/json' };
    const answer = await fetch(this.http, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const body = await answer.json();
    if (body.errors) throw new Error(JSON.stringify(body.errors));
    return body.data;
  }

  /** Creates a ticket as admin; returns its ID. */
  async ticket(title, queueId = 1, submitterEmail = 'customer@example.com') {
    const created = await this.run('admin', `mutation($input: TicketCreateInput!) {
      ticketCreate(input: $input) { ticket { databaseId } userErrors { message } } }`,
    { input: { queueId, title, description: 'd', submitterEmail } });
    return created.ticketCreate.ticket.databaseId;
  }

  /** Adds a comment to a ticket. */
  comment(user, ticketId, comment, isPublic = true) {
    return this.run(user, `mutation($input: FollowUpAddInput!) { followUpAdd(input: $input) { userErrors { message } } }`,
      { input: { ticketId, comment, public: isPublic } });
  }
}
