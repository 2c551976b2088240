// Who hears of what, and what happens when rights are given and taken while somebody listens.
import assert from 'node:assert/strict';
import { EVENTS, Heard, listen, sse, ws } from './clients.mjs';
import { sleep, until } from './service.mjs';

const soon = { 'live.recheck_seconds': 1 };
const byQueue = { ...soon, 'helpdesk.enable_per_queue_staff_permission': true };

/** Gives somebody the permission of a queue. */
function grant(database, user, queue) {
  const name = database.sql(`SELECT permission_name FROM helpdesk_queue WHERE id = ${queue}`).split('.').at(-1);
  database.sql(`INSERT INTO auth_user_user_permissions (user_id, permission_id) SELECT ${user}, id FROM auth_permission WHERE codename = '${name}'`);
}

export const checks = [
  {
    name: 'others hear nothing', kinds: ['sqlite', 'pg'], settings: byQueue,
    async check({ database, service }) {
      database.sql('DELETE FROM auth_user_user_permissions');
      database.sql('DELETE FROM auth_user_groups');
      grant(database, 2, 1);
      const heard = {};
      for (const user of ['admin', 'agent', 'hr', 'customer', 'customer2']) {
        heard[user] = [await listen(ws(service, user), service), await listen(sse(service, user), service)];
      }
      const one = await service.ticket('one', 1, 'customer@example.com');
      const two = await service.ticket('two', 2, 'payer@example.org');
      await service.comment('admin', one, 'among us', false);
      await service.comment('admin', one, 'for you', true);
      const expected = {
        admin: [one, one, two, two, one, one], agent: [one, one, one, one], hr: [], customer: [one, one, one], customer2: [],
      };
      for (const [user, tickets] of Object.entries(expected)) for (const each of heard[user]) await each.count(tickets.length);
      await sleep(500);
      for (const [user, tickets] of Object.entries(expected)) {
        for (const each of heard[user]) assert.deepEqual([each.tickets, each.errors], [tickets, []], user);
      }
      assert.ok(!JSON.stringify(heard.customer.map((each) => each.events)).includes('among us'));
    },
  },
  {
    name: 'a queue is taken away and given', kinds: ['sqlite', 'pg'], settings: byQueue,
    async check({ database, service }) {
      database.sql('DELETE FROM auth_user_user_permissions');
      database.sql('DELETE FROM auth_user_groups');
      grant(database, 2, 1);
      grant(database, 2, 2);
      const both = [await listen(ws(service, 'agent'), service), await listen(sse(service, 'agent'), service)];
      const first = await service.ticket('first', 1);
      for (const heard of both) await heard.count(2);
      database.sql('DELETE FROM auth_user_user_permissions');
      grant(database, 2, 2);
      await sleep(2500);
      await service.ticket('not yours', 1);
      const second = await service.ticket('second', 2);
      for (const heard of both) await heard.count(4);
      grant(database, 2, 1);
      await sleep(2500);
      const third = await service.ticket('third', 1);
      for (const heard of both) {
        await heard.count(6);
        assert.deepEqual(heard.tickets, [first, first, second, second, third, third], 'on the same connection, nothing twice');
        assert.deepEqual([heard.errors, heard.over], [[], false]);
      }
    },
  },
  {
    name: 'who is no agent any more hears as a customer', kinds: ['sqlite'], settings: soon,
    async check({ database, service }) {
      const heard = await listen(ws(service, 'agent'), service, {}, EVENTS);
      database.sql("UPDATE auth_user SET is_staff = FALSE WHERE id = 2");
      await sleep(2500);
      await service.ticket('others', 1, 'customer@example.com');
      const own = await service.ticket('own', 1, 'agent@example.com');
      await heard.count(2);
      assert.deepEqual(heard.tickets, [own, own]);
    },
  },
  {
    name: 'who is not signed in any more is let go', kinds: ['sqlite', 'pg'], settings: soon,
    async check({ database, service }) {
      const cookie = { cookie: 'sessionid=fixtureadmin00000000000000000000' };
      for (const [user, end] of [
        ['agent', "DELETE FROM authtoken_token WHERE user_id = 2"],
        ['hr', 'UPDATE auth_user SET is_active = FALSE WHERE id = 12'],
      ]) {
        let closed;
        const client = ws(service, user, { on: { closed: (event) => { closed = event; } } });
        const heard = await listen(client, service);
        const stream = await listen(sse(service, user), service);
        database.sql(end);
        const begun = Date.now();
        await until('the socket is closed', () => closed);
        assert.equal(closed.code, 4403, closed.reason);
        assert.ok(Date.now() - begun < 4000);
        await stream.ended(4000);
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
      const heard = await listen(client, service);
      await service.ticket('now');
      await heard.count(2);
      database.sql("DELETE FROM django_session WHERE session_key = 'fixtureadmin00000000000000000000'");
      await until('the socket is closed', () => closed);
      assert.equal(closed.code, 4403);
    },
  },
];
