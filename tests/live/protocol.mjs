// graphql-transport-ws and graphql-sse: responses, errors and close codes.
import assert from 'node:assert/strict';
import { EVENTS, Recorder, listen, raw, sse, ws } from './clients.mjs';
import { authorization, sleep, until } from './service.mjs';

const init = (user) => ({ authorization: authorization(user) });
const subscribe = (id, query = EVENTS, variables = {}) => ({ type: 'subscribe', id, payload: { query, variables } });

async function closesWith(service, code, talk, options) {
  const socket = await raw(service, options);
  await talk(socket);
  const timeout = sleep(30000).then(() => ({ code: 'none' }));
  const closed = await Promise.race([socket.closed, timeout]);
  assert.equal(closed.code, code, `${talk}: ${JSON.stringify(closed)}`);
  return closed;
}

export const checks = [
  {
    name: 'the first response reports the cost', kinds: ['sqlite'], settings: { 'graphql.max_cost_per_minute': 60000 },
    async check({ service }) {
      for (const client of [ws(service, 'admin'), sse(service, 'admin')]) {
        const query = new Recorder(client.subscribe, { query: '{ viewer { user { username } } }' });
        await query.ended();
        assert.equal(query.costs.length, 1);
        const { requested, maximum, remaining } = query.costs[0];
        assert.deepEqual([requested, maximum], [3, 50000]);
        assert.ok(remaining > 0 && remaining < 60000, `${remaining}`);
        const received = listen(client, service);
        await service.ticket('t');
        await received.count(2);
        assert.ok(received.costs[0].requested > 3 && received.costs[0].remaining < remaining, JSON.stringify(received.costs));
        assert.deepEqual(received.costs.slice(1).filter(Boolean), [], 'a subscription is paid once');
      }
    },
  },
  {
    name: 'graphql-ws: queries, mutations, subscriptions', kinds: ['sqlite', 'pg', 'mariadb'],
    async check({ service }) {
      const client = ws(service, 'admin');
      const query = new Recorder(client.subscribe, { query: '{ viewer { user { username } } }' });
      await query.ended();
      assert.deepEqual(query.events, [{ user: { username: 'admin' } }]);
      const received = listen(client, service);
      const create = `mutation { ticketCreate(input: { queueId: 1, title: "over ws", description: "d" }) { ticket { databaseId } } }`;
      const created = new Recorder(client.subscribe, { query: create });
      await created.ended();
      await received.count(2);
      const number = created.events[0].ticket.databaseId;
      assert.deepEqual(received.tickets, [number, number]);
      assert.equal(received.events[0].ticket.title, 'over ws');
      assert.deepEqual(received.events.map((event) => event.kind), ['CREATED', 'FOLLOW_UP_ADDED']);
    },
  },
  {
    name: 'graphql-ws: errors', kinds: ['sqlite'],
    async check({ service }) {
      const client = ws(service, 'admin');
      for (const [query, code] of [
        ['{', 'GRAPHQL_PARSE_FAILED'], ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
        ['subscription { ticketEvents { id } queueEvents { id } }', 'GRAPHQL_VALIDATION_FAILED'],
        ['subscription { ticketEvents(after: "x") { id } }', 'BAD_USER_INPUT'],
        ['subscription { ticketEvents(after: "ZXZlbnQ6OTk5") { id } }', 'CURSOR_EXPIRED'],
        [`{ ${Array.from({ length: 2000 }, (_, i) => `a${i}: __typename`).join(' ')} }`, 'QUERY_TOO_MANY_ALIASES'],
      ]) {
        const received = new Recorder(client.subscribe, { query });
        const error = await received.failed();
        assert.equal(error.extensions?.code, code, `${query.slice(0, 60)}: ${error.code} ${error.reason} ${JSON.stringify(error)}`);
        assert.ok(error.extensions.requestId || code !== 'GRAPHQL_PARSE_FAILED');
        assert.equal(received.events.length, 0);
      }
      const nobody = new Recorder(ws(service).subscribe, { query: EVENTS });
      assert.equal((await nobody.failed()).extensions.code, 'UNAUTHENTICATED');
      const file = 'mutation($f: [Upload!]) { ticketCreate(input: { queueId: 1, title: "t", description: "d", attachments: $f }) { userErrors { code } } }';
      const upload = new Recorder(client.subscribe, { query: file, variables: { f: ['#__graphql_file__:0'] } });
      const rejected = await upload.failed();
      assert.equal(rejected.extensions?.code, 'BAD_REQUEST', `WebSockets do not accept files: ${JSON.stringify(rejected)}`);
    },
  },
  {
    name: 'close codes', kinds: ['sqlite'], settings: { 'live.init_seconds': 60, 'live.max_message_size': 20000 },
    async check({ start, service }) {
      const sendAfterInit = (text) => async (socket) => { await socket.init(); socket.sendMessage(text); };
      for (const bad of ['{', '1', '{}', '{"type":"next","id":"1"}', '{"type":"subscribe","id":"1"}',
        '{"type":"subscribe","id":"1","payload":{}}', '{"type":"subscribe","id":"1","payload":{"query":null,"variables":{}}}',
        '{"type":"subscribe","payload":{"query":"{ a }"}}', '{"type":"subscribe","id":"","payload":{"query":"{ a }"}}']) {
        await closesWith(service, 4400, sendAfterInit(bad));
      }
      await closesWith(service, 4400, async (socket) => { await socket.init(); socket.send(Buffer.from('{"type":"ping"}')); });
      await closesWith(service, 4401, (socket) => socket.sendMessage(subscribe('1')));
      await closesWith(service, 4403, (socket) => socket.sendMessage({ type: 'connection_init', payload: { authorization: 'Token wrong' } }));
      await closesWith(service, 4403, (socket) => socket.sendMessage({ type: 'connection_init' }), { headers: { authorization: 'Token wrong' } });
      for (const authorization of ['Bearer wrong', 'Bearer', 'Digest x']) {
        await closesWith(service, 4403, (socket) => socket.sendMessage({ type: 'connection_init', payload: { authorization } }));
        await closesWith(service, 4403, (socket) => socket.sendMessage({ type: 'connection_init' }), { headers: { authorization } });
      }
      await closesWith(service, 4406, () => {}, { protocols: ['graphql-ws'] });
      await closesWith(service, 4406, () => {}, { protocols: [] });
      await closesWith(await start({ 'live.init_seconds': 1 }), 4408, () => {});
      const twice = await closesWith(service, 4409, async (socket) => {
        await socket.init(init('admin'));
        socket.sendMessage(subscribe('one'));
        socket.sendMessage(subscribe('one'));
      });
      assert.match(twice.reason, /one/);
      await closesWith(service, 4429, async (socket) => { await socket.init(); socket.sendMessage({ type: 'connection_init' }); });
      await closesWith(service, 4429, async (socket) => { socket.sendMessage({ type: 'connection_init' }); socket.sendMessage({ type: 'connection_init' }); });
      await closesWith(service, 1009, sendAfterInit(`"${'x'.repeat(30000)}"`));
    },
  },
  {
    name: 'ids, pings, limits of a connection', kinds: ['sqlite'], settings: { 'live.max_operations': 3 },
    async check({ database, service }) {
      const socket = await raw(service);
      socket.sendMessage({ type: 'ping', payload: { a: 1 } });
      assert.deepEqual((await socket.answer('pong')).payload, { a: 1 }, 'pings are answered before the connection is initialised');
      await socket.init(init('admin'));
      for (const id of ['1', '2', '3', '4']) socket.sendMessage(subscribe(id, EVENTS, { after: database.end }));
      const { code, requestId } = (await socket.answer('error', '4')).payload[0].extensions;
      assert.ok(code === 'TOO_MANY_OPERATIONS' && requestId, JSON.stringify({ code, requestId }));
      // After `complete` of the client no event follows, and the ID is free at once.
      socket.sendMessage({ type: 'complete', id: '1' });
      socket.sendMessage(subscribe('1', '{ __typename }'));
      assert.equal((await socket.answer('next', '1')).payload.data.__typename, 'Query');
      await socket.answer('complete', '1');
      socket.sendMessage({ type: 'complete', id: '2' });
      socket.sendMessage({ type: 'complete', id: 'unknown' });
      // Messages are handled in order: the ones before this were handled.
      socket.sendMessage({ type: 'ping', payload: { b: 2 } });
      await until('the second pong', () => socket.received.some((message) => message.payload?.b === 2));
      await service.ticket('t');
      await until('the event', () => socket.received.filter((message) => message.id === '3' && message.type === 'next').length === 2);
      assert.ok(!socket.received.some((message) => message.id === '2'));
    },
  },
  {
    name: 'clients that do not answer pings are disconnected', kinds: ['sqlite'], settings: { 'live.keepalive_seconds': 2 },
    async check({ service }) {
      const alive = await raw(service);
      await alive.init(init('admin'));
      const dead = await raw(service, { autoPong: false });
      await dead.init(init('admin'));
      const closed = await Promise.race([dead.closed, sleep(30000)]);
      assert.ok(closed, 'the silent connection must be closed');
      assert.equal(alive.readyState, 1, 'a client that answers pings stays connected');
    },
  },
  {
    name: 'cookies of other origins are rejected', kinds: ['sqlite'],
    async check({ service }) {
      const cookie = 'sessionid=fixtureadmin00000000000000000000';
      const viewer = subscribe('1', '{ viewer { user { username } } }');
      const own = await raw(service, { headers: { cookie, origin: service.base } });
      await own.init();
      own.sendMessage(viewer);
      assert.equal((await own.answer('next', '1')).payload.data.viewer.user.username, 'admin');
      const foreign = { headers: { cookie, origin: 'https://evil.example' } };
      await closesWith(service, 4403, (socket) => socket.sendMessage({ type: 'connection_init' }), foreign);
      await closesWith(service, 4403, (socket) => socket.sendMessage({ type: 'connection_init' }),
        { headers: { authorization: `Basic ${btoa('admin:admin')}`, origin: 'null' } });
      const named = await raw(service, foreign);
      await named.init(init('agent'));
      named.sendMessage(viewer);
      assert.equal((await named.answer('next', '1')).payload.data.viewer.user.username, 'agent', 'the cookie is ignored');
    },
  },
  {
    name: 'Bearer is a synonym of Token', kinds: ['sqlite'],
    async check({ service }) {
      const authorization = init('agent').authorization.replace('Token', 'Bearer');
      assert.match(authorization, /^Bearer /);
      const viewer = subscribe('1', '{ viewer { user { username } } }');
      for (const [options, payload] of [[{}, { authorization }], [{ headers: { authorization } }, undefined]]) {
        const socket = await raw(service, options);
        await socket.init(payload);
        socket.sendMessage(viewer);
        assert.equal((await socket.answer('next', '1')).payload.data.viewer.user.username, 'agent');
      }
    },
  },
  {
    name: 'cookies of origins that CORS allows are read-only', kinds: ['sqlite'],
    settings: { cors_allowed_origins: '["https://desk.example.com"]', cors_allow_credentials: true },
    async check({ service }) {
      const socket = await raw(service, {
        headers: { cookie: 'sessionid=fixtureadmin00000000000000000000', origin: 'https://desk.example.com' },
      });
      await socket.init();
      socket.sendMessage(subscribe('1', '{ viewer { user { username } } }'));
      assert.equal((await socket.answer('next', '1')).payload.data.viewer.user.username, 'admin');
      socket.sendMessage(subscribe('2', 'mutation { ticketDelete(input: { id: 1 }) { deletedId } }'));
      assert.equal((await socket.answer('error', '2')).payload[0].extensions.code, 'METHOD_NOT_ALLOWED');
    },
  },
  {
    name: 'graphql-sse: distinct connections', kinds: ['sqlite', 'pg'],
    async check({ service }) {
      for (const path of ['/graphql/stream', '/graphql']) {
        const client = sse(service, 'admin', path);
        const query = new Recorder(client.subscribe, { query: '{ viewer { user { username } } }' });
        await query.ended();
        assert.deepEqual([query.events, query.over], [[{ user: { username: 'admin' } }], true]);
        const bad = new Recorder(client.subscribe, { query: '{ nothing }' });
        await bad.ended();
        assert.equal(bad.errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
        const received = listen(client, service);
        const number = await service.ticket('by sse');
        await received.count(2);
        assert.deepEqual(received.tickets, [number, number]);
        received.stop();
      }
      const url = (query) => `${service.http}?query=${encodeURIComponent(query)}`;
      const headers = { accept: 'text/event-stream', authorization: authorization('admin') };
      const answer = await fetch(url('{ __typename }'), { headers });
      assert.deepEqual([answer.status, answer.headers.get('content-type')], [200, 'text/event-stream; charset=utf-8']);
      const cost = '"extensions":{"cost":{"requested":1,"maximum":50000,"remaining":N}}';
      const text = (await answer.text()).replace(/"remaining":\d+/, '"remaining":N');
      assert.equal(text, `event: next\ndata: {"data":{"__typename":"Query"},${cost}}\n\nevent: complete\ndata:\n\n`);
      const writes = await fetch(url('mutation { ticketDelete(input: { id: 1 }) { deletedId } }'), { headers });
      assert.match(await writes.text(), /METHOD_NOT_ALLOWED/);
      const rejected = await fetch(url('{ __typename }'), { headers: { ...headers, authorization: 'Token wrong' } });
      assert.equal(rejected.status, 401);
      const plain = await fetch(url(EVENTS), { headers: { authorization: authorization('admin') } });
      assert.equal((await plain.json()).errors[0].extensions.code, 'BAD_REQUEST');
    },
  },
  {
    name: 'graphql-sse: idle streams send keep-alives', kinds: ['sqlite'], settings: { 'live.keepalive_seconds': 1 },
    async check({ service }) {
      const headers = { accept: 'text/event-stream', authorization: authorization('admin') };
      const answer = await fetch(`${service.http}?query=${encodeURIComponent(EVENTS)}`, { headers });
      const { value } = await answer.body.getReader().read();
      assert.equal(new TextDecoder().decode(value), ':\n\n');
    },
  },
  {
    name: 'connections are limited', kinds: ['sqlite'], settings: { 'live.max_connections': 2 },
    async check({ service }) {
      const [first] = [await raw(service), await raw(service)];
      await assert.rejects(raw(service), /503/);
      const headers = { accept: 'text/event-stream', authorization: authorization('admin') };
      const answer = await fetch(`${service.http}?query=${encodeURIComponent(EVENTS)}`, { headers });
      assert.equal(answer.status, 503);
      first.terminate();
      await until('a slot is free', async () => raw(service).then(() => true, () => false));
    },
  },
];
