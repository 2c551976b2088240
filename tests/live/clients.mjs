// The clients: graphql-ws, graphql-sse, and a raw socket for clients that misbehave.
import { createClient as createSse } from 'graphql-sse';
import { createClient as createWs } from 'graphql-ws';
import WebSocket from 'ws';
import { authorization, until } from './service.mjs';

export const EVENTS = `subscription($after: String, $filter: TicketEventFilter) {
  ticketEvents(after: $after, filter: $filter) { cursor kind ticketDatabaseId ticket { title } followUp { comment } } }`;

/** An error of the service, or the event that closed the connection. */
const describe = (error) => (error.code && error.reason !== undefined ? `close ${error.code} ${error.reason}` : JSON.stringify(error));

/** Collects the events of a subscription. */
export class Recorder {
  constructor(subscribe, payload) {
    Object.assign(this, { events: [], errors: [], costs: [], over: false });
    this.stop = subscribe(payload, {
      next: (answer) => {
        this.costs.push(answer.extensions?.cost);
        if (answer.errors) this.errors.push(...answer.errors);
        else this.events.push(Object.values(answer.data)[0]);
      },
      error: (error) => this.errors.push(...(Array.isArray(error) ? error : [error])),
      complete: () => { this.over = true; },
    });
  }

  get tickets() { return this.events.map((event) => event.ticketDatabaseId); }
  get last() { return this.events.at(-1)?.cursor; }
  async count(number, ms) {
    await until(`${number} events`, () => this.events.length >= number || this.errors.length || this.over, ms);
    if (this.events.length < number) throw new Error(`expected ${number} events, got ${this.events.length}; ${this.over ? 'completed' : this.errors.map(describe)}`);
  }
  failed(ms) { return until('an error', () => this.errors[0], ms); }
  ended(ms) { return until('the end', () => this.over || this.errors.length, ms); }
}

/** Connections that were opened, to be closed after each check. */
const open = [];
export function closeAll() {
  for (const client of open.splice(0)) {
    if (client.dispose) client.dispose();
    else client.terminate();
  }
}

/** A graphql-ws client of a user. It does not try again by itself. */
export function ws(service, user, more = {}) {
  const connectionParams = user ? { authorization: authorization(user) } : undefined;
  const client = createWs({ url: service.ws, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams, ...more });
  open.push(client);
  return client;
}

/** A graphql-sse client of a user, in distinct connections. */
export function sse(service, user, path = '/graphql/stream') {
  const headers = user ? { authorization: authorization(user) } : {};
  const client = createSse({ url: service.base + path, headers, retryAttempts: 0 });
  open.push(client);
  return client;
}

/** Subscribes to all new events. The cursor is needed because a client does not know when its subscription has started. */
export function listen(client, service, query = EVENTS) {
  return new Recorder(client.subscribe, { query, variables: { after: service.database.end } });
}

/** A raw WebSocket that records its messages. */
export async function raw(service, { protocols = ['graphql-transport-ws'], ...options } = {}) {
  const socket = new WebSocket(service.ws, protocols, options);
  open.push(socket);
  socket.received = [];
  socket.on('message', (text) => socket.received.push(JSON.parse(text)));
  socket.closed = new Promise((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  socket.on('error', () => {});
  await new Promise((resolve, reject) => { socket.on('open', resolve); socket.on('error', reject); });
  socket.sendMessage = (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  socket.init = async (payload) => {
    socket.sendMessage({ type: 'connection_init', payload });
    await until('connection_ack', () => socket.received.some((message) => message.type === 'connection_ack'));
  };
  socket.answer = (type, id, ms) => until(`${type} of ${id}`,
    () => socket.received.find((message) => message.type === type && (id === undefined || message.id === id)), ms);
  return socket;
}
