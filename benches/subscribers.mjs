// Opens the subscribers, makes changes, and tells what it took. Started by `benches/subscribers`.
import { readFileSync } from 'node:fs';
import { raw } from './clients.mjs';
import { Database, Service, authorization, sleep, until } from './service.mjs';

const [subscribers, changes] = [Number(process.argv[2] ?? 5000), Number(process.argv[3] ?? 20)];
const database = new Database(process.env.DATABASE ?? 'sqlite');
const service = await Service.start(database, {
  'live.keepalive_seconds': 60, 'live.max_connections_per_address': 0, 'live.max_connections_per_user': 0,
  'server.max_requests_per_minute': 0, 'graphql.max_cost_per_minute': 0,
});
const status = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${service.process.pid}/status`, 'utf8'))[1]);
// User and system time in seconds, in ticks of a hundredth.
const cpu = () => readFileSync(`/proc/${service.process.pid}/stat`, 'utf8').split(') ')[1].split(' ').slice(11, 13).reduce((sum, ticks) => sum + Number(ticks) / 100, 0);

await service.ticket('warm');
await sleep(1000);
const before = status('VmRSS');
const query = 'subscription { ticketEvents(filter: { kind: [CREATED] }) { cursor kind createdAt ticket { reference title status queue { title } } } }';
const sockets = [], delays = [];
let opening = performance.now();
for (let opened = 0; opened < subscribers; opened += 50) {
  sockets.push(...await Promise.all(Array.from({ length: Math.min(50, subscribers - opened) }, async () => {
    const socket = await raw(service);
    await socket.init({ authorization: authorization('admin') });
    socket.removeAllListeners('message');
    socket.on('message', (text) => {
      const now = Date.now();
      const message = JSON.parse(text);
      if (message.type !== 'next') throw new Error(String(text));
      delays.push(now - Date.parse(message.payload.data.ticketEvents.createdAt));
    });
    socket.sendMessage({ type: 'subscribe', id: '1', payload: { query } });
    return socket;
  })));
}
opening = performance.now() - opening;
await sleep(5000);
const idle = status('VmRSS');

const spent = cpu();
for (let change = 0; change < changes; change += 1) {
  await service.ticket(`bench ${change}`);
  await until('all deliveries', () => delays.length === (change + 1) * subscribers, 120000);
}
const used = cpu() - spent;
delays.sort((a, b) => a - b);
const at = (part) => delays[Math.min(delays.length - 1, Math.floor(delays.length * part))];
console.log(`${subscribers} subscribers on ${database.kind}, opened in ${(opening / 1000).toFixed(1)} s`);
console.log(`memory: ${before} kB without them, ${idle} kB with, ${((idle - before) / subscribers).toFixed(1)} kB each; ${status('VmHWM')} kB at most`);
console.log(`${changes} changes, ${delays.length} deliveries: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${delays.at(-1)} ms`);
console.log(`CPU of the service: ${(used * 1e6 / delays.length).toFixed(0)} microseconds a delivery`);
await service.end('SIGKILL');
database.drop();
process.exit(0);
