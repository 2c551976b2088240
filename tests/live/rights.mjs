// Access to events, also when rights change during a subscription.
import assert from 'node:assert/strict';
import { EVENTS, Recorder, listen, sse, ws } from './clients.mjs';
import { sleep, until } from './service.mjs';

const soon = { 'live.recheck_seconds': 1 };
const byQueue = { ...soon, 'helpdesk.enable_per_queue_staff_permission': true };

/** The permission of a queue, as SQL. */
function permission(database, queue) {
  const name = database.sql(`SELECT permission_name FROM helpdesk_queue WHERE id = ${queue}`).split('.').at(-1);
  return `SELECT id FROM auth_permission WHERE codename = '${name}'`;
}

/** Grants a user the permission of a queue. */
function grant(database, user, queue) {
  database.sql(`INSERT INTO auth_user_user_permissions (user_id, permission_id) SELECT ${user}, (${permission(database, queue)})`);
}

/** Revokes the permission. */
function revoke(database, user, queue) {
  database.sql(`DELETE FROM auth_user_user_permissions WHERE user_id = ${user} AND permission_id = (${permission(database, queue)})`);
}

/**
 * Creates tickets until all listeners receive their events (or none does): changed rights take effect within a second or so.
 * `open` creates a ticket of interest, `mark` one after it whose events every listener receives.
 */
function untilReceived(expected, listeners, open, mark) {
  const count = (received, ticket) => received.tickets.filter((each) => each === ticket).length;
  return until(expected ? 'its events arrive' : 'its events no longer arrive', async () => {
    const [ticket, marker] = [await open(), await mark()];
    await until('the marker', () => listeners.every((received) => count(received, marker) === 2 || received.errors.length));
    for (const received of listeners) assert.deepEqual(received.errors, []);
    return listeners.every((received) => count(received, ticket) === (expected ? 2 : 0));
  });
}

export const checks = [
  {
    name: 'viewers without access receive nothing', kinds: ['sqlite', 'pg', 'mariadb'], settings: byQueue,
    async check({ database, service }) {
      database.sql('DELETE FROM auth_user_user_permissions');
      database.sql('DELETE FROM auth_user_groups');
      grant(database, 2, 1);
      const received = {};
      for (const user of ['admin', 'agent', 'hr', 'customer', 'customer2']) {
        received[user] = [listen(ws(service, user), service), listen(sse(service, user), service)];
      }
      const one = await service.ticket('one', 1, 'customer@example.com');
      const two = await service.ticket('two', 2, 'payer@example.org');
      await service.comment('admin', one, 'among us', false);
      await service.comment('admin', one, 'for you', true);
      const expected = {
        admin: [one, one, two, two, one, one], agent: [one, one, one, one], hr: [], customer: [one, one, one],
        // MariaDB's collation ignores the case of email addresses.
        customer2: database.kind === 'mariadb' ? [one, one, one] : [],
      };
      for (const [user, tickets] of Object.entries(expected)) for (const each of received[user]) await each.count(tickets.length);
      await sleep(500);
      for (const [user, tickets] of Object.entries(expected)) {
        for (const each of received[user]) assert.deepEqual([each.tickets, each.errors], [tickets, []], user);
      }
      for (const user of ['customer', 'customer2']) {
        assert.ok(!JSON.stringify(received[user].map((each) => each.events)).includes('among us'));
      }
    },
  },
  {
    name: 'access to a queue is revoked and granted', kinds: ['sqlite', 'pg', 'mariadb'], settings: byQueue,
    async check({ database, service }) {
      database.sql('DELETE FROM auth_user_user_permissions');
      database.sql('DELETE FROM auth_user_groups');
      grant(database, 2, 1);
      grant(database, 2, 2);
      const both = [listen(ws(service, 'agent'), service), listen(sse(service, 'agent'), service)];
      const first = await service.ticket('first', 1);
      for (const received of both) await received.count(2);
      revoke(database, 2, 1);
      const [one, two] = [() => service.ticket('one', 1), () => service.ticket('two', 2)];
      await untilReceived(false, both, one, two);
      const before = both.map((received) => received.events.length);
      await one();
      const second = await two();
      for (const [at, received] of both.entries()) await received.count(before[at] + 2);
      for (const [at, received] of both.entries()) assert.deepEqual(received.tickets.slice(before[at]), [second, second]);
      grant(database, 2, 1);
      await untilReceived(true, both, one, two);
      for (const received of both) {
        const cursors = received.events.map((event) => event.cursor);
        assert.deepEqual(received.tickets.slice(0, 2), [first, first]);
        assert.deepEqual(cursors, database.log.filter((cursor) => cursors.includes(cursor)), 'in order, each once');
        assert.deepEqual([received.errors, received.over], [[], false], 'on the same connection');
      }
    },
  },
  {
    name: 'a former agent receives what customers receive', kinds: ['sqlite'], settings: soon,
    async check({ database, service }) {
      const received = listen(ws(service, 'agent'), service);
      database.sql("UPDATE auth_user SET is_staff = FALSE WHERE id = 2");
      const [others, own] = ['customer', 'agent'].map((name) => () => service.ticket(name, 1, `${name}@example.com`));
      await untilReceived(false, [received], others, own);
      const before = received.events.length;
      await others();
      const last = await own();
      await received.count(before + 2);
      assert.deepEqual(received.tickets.slice(before), [last, last]);
      assert.deepEqual([received.errors, received.over], [[], false]);
    },
  },
  {
    name: 'viewers who are signed out are disconnected', kinds: ['sqlite', 'pg', 'mariadb'], settings: soon,
    async check({ database, service }) {
      const cookie = { cookie: 'sessionid=fixtureadmin00000000000000000000' };
      for (const [user, end] of [
        ['agent', "DELETE FROM authtoken_token WHERE user_id = 2"],
        ['hr', 'UPDATE auth_user SET is_active = FALSE WHERE id = 12'],
      ]) {
        let closed;
        const client = ws(service, user, { on: { closed: (event) => { closed = event; } } });
        const received = listen(client, service);
        const stream = listen(sse(service, user), service);
        database.sql(end);
        const begun = Date.now();
        await until('the socket is closed', () => closed);
        assert.equal(closed.code, 4403, closed.reason);
        // Much earlier than without the setting.
        assert.ok(Date.now() - begun < 12000, `${Date.now() - begun} ms`);
        await stream.ended();
        assert.equal(stream.over, false, 'an interrupted stream has no "complete"');
        await service.ticket('later');
        await sleep(300);
        assert.equal(received.events.length, 0);
        const again = new Recorder(ws(service, user).subscribe, { query: EVENTS });
        assert.equal((await again.failed()).code, 4403, 'and cannot connect again');
      }
      // The same with a session.
      let closed;
      const { default: WebSocket } = await import('ws');
      class WithCookie extends WebSocket {
        constructor(url, protocols) { super(url, protocols, { headers: { ...cookie, origin: service.base } }); }
      }
      const client = ws(service, undefined, { webSocketImpl: WithCookie, on: { closed: (event) => { closed = event; } } });
      const received = listen(client, service);
      await service.ticket('now');
      await received.count(2);
      database.sql("DELETE FROM django_session WHERE session_key = 'fixtureadmin00000000000000000000'");
      await until('the socket is closed', () => closed);
      assert.equal(closed.code, 4403);
    },
  },
];
