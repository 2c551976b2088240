// The subscribers of `benches/soak`: BASE COUNT TOKEN QUEUE... They speak graphql-transport-ws. One in ten follows all tickets,
// the others one of the queues each. Prints a line of JSON when all have subscribed, and one for each line that it reads: events
// received so far, the least and the most by what they follow, and errors.
import { createInterface } from 'node:readline';
import { raw } from './clients.mjs';

const [base, count, token, ...queues] = process.argv.slice(2);
const service = { ws: `${base.replace('http', 'ws')}/graphql` };
const subscribers = [], errors = [];

async function subscribe(number) {
  const queue = number % 10 === 0 ? null : queues[number % queues.length];
  const subscriber = { follows: queue ?? 'all', received: 0 };
  const socket = await raw(service);
  await socket.init({ authorization: `Token ${token}` });
  socket.removeAllListeners('message');
  socket.on('message', (text) => {
    const message = JSON.parse(text);
    if (message.type === 'next' && !message.payload.errors) subscriber.received += 1;
    else if (message.type === 'ping') socket.sendMessage({ type: 'pong' });
    else errors.push(String(text).slice(0, 300));
  });
  socket.closed.then(({ code, reason }) => errors.push(`closed with ${code} ${reason}`));
  const query = 'subscription($filter: TicketEventFilter) { ticketEvents(filter: $filter) { cursor kind ticket { title queue { title } } } }';
  const filter = queue ? { queue: [queue] } : {};
  socket.sendMessage({ type: 'subscribe', id: '1', payload: { query, variables: { filter } } });
  subscribers.push(subscriber);
}

function report() {
  const groups = {};
  for (const { follows, received } of subscribers) {
    const group = groups[follows] ??= { subscribers: 0, least: received, most: received };
    group.subscribers += 1;
    group.least = Math.min(group.least, received);
    group.most = Math.max(group.most, received);
  }
  const received = subscribers.reduce((sum, subscriber) => sum + subscriber.received, 0);
  console.log(JSON.stringify({ received, groups, errors: errors.length, first: errors.slice(0, 5) }));
}

for (let first = 0; first < Number(count); first += 20) {
  await Promise.all(Array.from({ length: Math.min(20, count - first) }, (_, i) => subscribe(first + i)));
}
report();
const lines = createInterface({ input: process.stdin });
lines.on('line', report);
lines.on('close', () => process.exit(0));
