// This service as a subgraph: composed by Apollo's composition, and asked by Apollo's gateway together with another.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { composeServices } from "@apollo/composition";
import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from "@apollo/gateway";
import { parse } from "graphql";
import { billing, typeDefs } from "./billing.mjs";
import { Service } from "./service.mjs";

// Of the fixture (tests/contract/).
const ADMIN = "a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1";
const CUSTOMER = "c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3";

async function start() {
  const service = await Service.fixture();
  service.token = ADMIN;
  return service;
}

let [passed, failed] = [0, 0];
async function check(name, what) {
  try {
    await what();
    passed += 1;
    console.log(`ok     ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED ${name}\n${`${error.stack ?? error}`.replace(/^/gm, "       ")}`);
  }
}

const sdl = execFileSync(process.env.BIN, ["schema", "--federation"], { encoding: "utf8" });

await check("the subgraph composes with another", () => {
  const { errors, supergraphSdl, hints } = composeServices([
    { name: "deskql", typeDefs: parse(sdl) },
    { name: "billing", typeDefs: parse(typeDefs) },
  ]);
  assert.deepEqual(errors ?? [], []);
  for (const kind of ["Ticket", "FollowUp", "Attachment", "Queue", "User", "CustomField", "KbCategory", "KbItem"]) {
    assert.match(supergraphSdl, new RegExp(`type ${kind} [^{]*@join__type\\(graph: DESKQL, key: "id"\\)`), kind);
  }
  assert.deepEqual(hints.filter((hint) => hint.definition.level.name === "WARN").map(String), []);
});

await check("the plain schema has none of it", async () => {
  assert.doesNotMatch(execFileSync(process.env.BIN, ["schema"], { encoding: "utf8" }), /_Any|_entities|_service|@key/);
  const plain = await start();
  await assert.rejects(plain.data("{ _service { sdl } }"), /_service/);
  await plain.stop();
});

process.env.DESKQL_GRAPHQL__FEDERATION = "true";
const service = await start();
const asAdmin = { authorization: `Token ${ADMIN}` };
const asCustomer = { authorization: `Token ${CUSTOMER}` };

await check("the service tells the same SDL", async () => {
  const { _service } = await service.data("{ _service { sdl } }");
  assert.equal(_service.sdl.trim(), sdl.trim());
});

const { tickets, users } = await service.data("{ tickets(first: 100) { nodes { id databaseId title queue { title } } } users { nodes { databaseId username } } }");
const known = tickets.nodes.map(({ id }, at) => ({ number: at + 1, ticket: id, person: users.nodes[at % users.nodes.length].databaseId }));
const unknown = { number: 1000, ticket: Buffer.from("Ticket:999999").toString("base64url"), person: users.nodes[0].databaseId };
const beside = await billing([...known, unknown]);

const sent = [];
class Forwarding extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    for (const [name, value] of Object.entries(context.headers ?? asAdmin)) request.http.headers.set(name, value);
    if (request.query) sent.push(request);
  }
}
const gateway = new ApolloGateway({
  supergraphSdl: new IntrospectAndCompose({
    subgraphs: [
      { name: "deskql", url: `${service.origin}/graphql` },
      { name: "billing", url: beside.url },
    ],
    introspectionHeaders: asAdmin,
  }),
  buildService: ({ url }) => new Forwarding({ url }),
  logger: { debug() {}, info() {}, warn: console.warn, error: console.error },
});
const { executor } = await gateway.load();

/** Sends a document to the gateway and returns its answer. */
async function ask(source, headers) {
  sent.length = 0;
  const answer = await executor({
    request: { query: source, variables: {} },
    document: parse(source),
    queryHash: source,
    operationName: null,
    operation: parse(source).definitions[0],
    context: { headers },
    metrics: {},
    schema: gateway.schema,
    logger: console,
    cache: new Map(),
  });
  // Objects without prototypes, as JSON has them.
  return JSON.parse(JSON.stringify(answer));
}

await check("a ticket of this service has what the other knows of it", async () => {
  const { data, errors } = await ask("{ tickets(first: 3) { nodes { title invoice { number } } } }", asAdmin);
  assert.equal(errors, undefined);
  assert.deepEqual(
    data.tickets.nodes,
    tickets.nodes.slice(0, 3).map(({ title }, at) => ({ title, invoice: { number: at + 1 } })),
  );
});

await check("all that the other names is found here, in one request; what there is not is null", async () => {
  const { data, errors } = await ask("{ invoices { number ticket { title queue { title } } writtenBy { username hourlyRate } } }", asAdmin);
  assert.equal(errors, undefined);
  assert.equal(data.invoices.length, known.length + 1);
  assert.ok(known.length > 10, `${known.length}`);
  for (const [at, { title, queue }] of tickets.nodes.entries()) assert.deepEqual(data.invoices[at].ticket, { title, queue });
  assert.equal(data.invoices.at(-1).ticket, null);
  for (const [at, { person }] of known.entries()) {
    const { username } = users.nodes.find(({ databaseId }) => databaseId === person);
    assert.deepEqual(data.invoices[at].writtenBy, { username, hourlyRate: 100 + person });
  }
  const entities = sent.filter(({ query }) => query.includes("_entities") && query.includes("title"));
  assert.equal(entities.length, 1, "all tickets are requested at once");
});

await check("who asks through the gateway sees their own", async () => {
  const own = await fetch(`${service.origin}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...asCustomer },
    body: JSON.stringify({ query: "{ tickets(first: 100) { nodes { id } } }" }),
  });
  const mine = new Set((await own.json()).data.tickets.nodes.map(({ id }) => id));
  assert.ok(mine.size > 0 && mine.size < known.length, `${mine.size}`);
  const { data, errors } = await ask("{ invoices { ticket { id title } } }", asCustomer);
  assert.equal(errors, undefined);
  const seen = data.invoices.filter(({ ticket }) => ticket?.title).map(({ ticket }) => ticket.id);
  assert.deepEqual(new Set(seen), mine);
});

await check("a representation of no type is refused", async () => {
  const query = "query($of: [_Any!]!) { _entities(representations: $of) { __typename } }";
  for (const of of [{ __typename: "Invoice", id: "x" }, { id: "x" }, { __typename: "Ticket" }, "Ticket"]) {
    await assert.rejects(service.data(query, { of: [of] }), /BAD_USER_INPUT/, JSON.stringify(of));
  }
});

await gateway.stop();
await beside.stop();
await service.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
