// The clients: graphql-ws, graphql-sse, and a bare socket for what no good client does. No check stands here.
import { createClient as createSse } from 'graphql-sse';
import { createClient as createWs } from 'graphql-ws';
import WebSocket from 'ws';
import { authorization, until } from './service.mjs';

export const EVENTS = `subscription($after: String, $filter: TicketEventFilter) {
  ticketEvents(after: $after, filter: $filter) { cursor kind ticketDatabaseId ticket { title } followUp { comment } } }`;

/** What a subscription tells, kept in a list. */
export class Heard {
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
    if (this.events.length < number) throw new Error(`${number} events, but ${this.events.length} and ${JSON.stringify(this.errors)}`);
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

/** Listens to what comes from now on. Nobody is told when a subscription has begun; behind a cursor that does not matter. */
export function listen(client, service, query = EVENTS) {
  return new Heard(client.subscribe, { query, variables: { after: service.database.end } });
}

/** A bare socket that keeps what it hears. */
export async function raw(service, { protocols = ['graphql-transport-ws'], ...options } = {}) {
  const socket = new WebSocket(service.ws, protocols, options);
  open.push(socket);
  socket.heard = [];
  socket.on('message', (text) => socket.heard.push(JSON.parse(text)));
  socket.closed = new Promise((resolve) => {
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }));
  });
  socket.on('error', () => {});
  await new Promise((resolve, reject) => { socket.on('open', resolve); socket.on('error', reject); });
  socket.say = (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  socket.init = async (payload) => {
    socket.say({ type: 'connection_init', payload });
    await until('connection_ack', () => socket.heard.some((message) => message.type === 'connection_ack'));
  };
  socket.answer = (type, id, ms) => until(`${type} of ${id}`,
    () => socket.heard.find((message) => message.type === type && (id === undefined || message.id === id)), ms);
  return socket;
}
