// Who hears of what, and what happens when rights are given and taken while somebody listens.
import assert from 'node:assert/strict';
import { EVENTS, Heard, listen, sse, ws } from './clients.mjs';
import { sleep, until } from './service.mjs';

const soon = { 'live.recheck_seconds': 1 };
const byQueue = { ...soon, 'helpdesk.enable_per_queue_staff_permission': true };

/** The permission of a queue, as SQL. */
function permission(database, queue) {
  const name = database.sql(`SELECT permission_name FROM helpdesk_queue WHERE id = ${queue}`).split('.').at(-1);
  return `SELECT id FROM auth_permission WHERE codename = '${name}'`;
}

/** Gives somebody the permission of a queue. */
function grant(database, user, queue) {
  database.sql(`INSERT INTO auth_user_user_permissions (user_id, permission_id) SELECT ${user}, (${permission(database, queue)})`);
}

/** Takes it away. */
function revoke(database, user, queue) {
  database.sql(`DELETE FROM auth_user_user_permissions WHERE user_id = ${user} AND permission_id = (${permission(database, queue)})`);
}

/**
 * Opens tickets until those who listen are told of them (or are not told any more): rights count within a second or so.
 * `open` makes a ticket that is in question, `mark` one behind it that is told in any case.
 */
function untilTold(told, listeners, open, mark) {
  const count = (heard, ticket) => heard.tickets.filter((each) => each === ticket).length;
  return until(told ? 'it is told' : 'it is not told', async () => {
    const [ticket, behind] = [await open(), await mark()];
    await until('the one behind', () => listeners.every((heard) => count(heard, behind) === 2 || heard.errors.length));
    for (const heard of listeners) assert.deepEqual(heard.errors, []);
    return listeners.every((heard) => count(heard, ticket) === (told ? 2 : 0));
  });
}

export const checks = [
  {
    name: 'others hear nothing', kinds: ['sqlite', 'pg', 'mariadb'], settings: byQueue,
    async check({ database, service }) {
      database.sql('DELETE FROM auth_user_user_permissions');
      database.sql('DELETE FROM auth_user_groups');
      grant(database, 2, 1);
      const heard = {};
      for (const user of ['admin', 'agent', 'hr', 'customer', 'customer2']) {
        heard[user] = [listen(ws(service, user), service), listen(sse(service, user), service)];
      }
      const one = await service.ticket('one', 1, 'customer@example.com');
      const two = await service.ticket('two', 2, 'payer@example.org');
      await service.comment('admin', one, 'among us', false);
      await service.comment('admin', one, 'for you', true);
      const expected = {
        admin: [one, one, two, two, one, one], agent: [one, one, one, one], hr: [], customer: [one, one, one],
        // Addresses that differ in case alone are the same one to MariaDB's collation.
        customer2: database.kind === 'mariadb' ? [one, one, one] : [],
      };
      for (const [user, tickets] of Object.entries(expected)) for (const each of heard[user]) await each.count(tickets.length);
      await sleep(500);
      for (const [user, tickets] of Object.entries(expected)) {
        for (const each of heard[user]) assert.deepEqual([each.tickets, each.errors], [tickets, []], user);
      }
      for (const user of ['customer', 'customer2']) {
        assert.ok(!JSON.stringify(heard[user].map((each) => each.events)).includes('among us'));
      }
    },
  },
  {
    name: 'a queue is taken away and given', kinds: ['sqlite', 'pg', 'mariadb'], settings: byQueue,
    async check({ database, service }) {
      database.sql('DELETE FROM auth_user_user_permissions');
      database.sql('DELETE FROM auth_user_groups');
      grant(database, 2, 1);
      grant(database, 2, 2);
      const both = [listen(ws(service, 'agent'), service), listen(sse(service, 'agent'), service)];
      const first = await service.ticket('first', 1);
      for (const heard of both) await heard.count(2);
      revoke(database, 2, 1);
      const [one, two] = [() => service.ticket('one', 1), () => service.ticket('two', 2)];
      await untilTold(false, both, one, two);
      const before = both.map((heard) => heard.events.length);
      await one();
      const second = await two();
      for (const [at, heard] of both.entries()) await heard.count(before[at] + 2);
      for (const [at, heard] of both.entries()) assert.deepEqual(heard.tickets.slice(before[at]), [second, second]);
      grant(database, 2, 1);
      await untilTold(true, both, one, two);
      for (const heard of both) {
        const cursors = heard.events.map((event) => event.cursor);
        assert.deepEqual(heard.tickets.slice(0, 2), [first, first]);
        assert.deepEqual(cursors, database.log.filter((cursor) => cursors.includes(cursor)), 'in order, nothing twice');
        assert.deepEqual([heard.errors, heard.over], [[], false], 'on the same connection');
      }
    },
  },
  {
    name: 'who is no agent any more hears as a customer', kinds: ['sqlite'], settings: soon,
    async check({ database, service }) {
      const heard = listen(ws(service, 'agent'), service);
      database.sql("UPDATE auth_user SET is_staff = FALSE WHERE id = 2");
      const [others, own] = ['customer', 'agent'].map((name) => () => service.ticket(name, 1, `${name}@example.com`));
      await untilTold(false, [heard], others, own);
      const before = heard.events.length;
      await others();
      const last = await own();
      await heard.count(before + 2);
      assert.deepEqual(heard.tickets.slice(before), [last, last]);
      assert.deepEqual([heard.errors, heard.over], [[], false]);
    },
  },
  {
    name: 'who is not signed in any more is let go', kinds: ['sqlite', 'pg', 'mariadb'], settings: soon,
    async check({ database, service }) {
      const cookie = { cookie: 'sessionid=fixtureadmin00000000000000000000' };
      for (const [user, end] of [
        ['agent', "DELETE FROM authtoken_token WHERE user_id = 2"],
        ['hr', 'UPDATE auth_user SET is_active = FALSE WHERE id = 12'],
      ]) {
        let closed;
        const client = ws(service, user, { on: { closed: (event) => { closed = event; } } });
        const heard = listen(client, service);
        const stream = listen(sse(service, user), service);
        database.sql(end);
        const begun = Date.now();
        await until('the socket is closed', () => closed);
        assert.equal(closed.code, 4403, closed.reason);
        // Far sooner than without the setting.
        assert.ok(Date.now() - begun < 12000, `${Date.now() - begun} ms`);
        await stream.ended();
        assert.equal(stream.over, false, 'a stream that is cut off says no "complete"');
        await service.ticket('later');
        await sleep(300);
        assert.equal(heard.events.length, 0);
        const again = new Heard(ws(service, user).subscribe, { query: EVENTS });
        assert.equal((await again.failed()).code, 4403, 'nor does it come in again');
      }
      // The same with a session.
      let closed;
      const { default: WebSocket } = await import('ws');
      class WithCookie extends WebSocket {
        constructor(url, protocols) { super(url, protocols, { headers: { ...cookie, origin: service.base } }); }
      }
      const client = ws(service, undefined, { webSocketImpl: WithCookie, on: { closed: (event) => { closed = event; } } });
      const heard = listen(client, service);
      await service.ticket('now');
      await heard.count(2);
      database.sql("DELETE FROM django_session WHERE session_key = 'fixtureadmin00000000000000000000'");
      await until('the socket is closed', () => closed);
      assert.equal(closed.code, 4403);
    },
  },
];
