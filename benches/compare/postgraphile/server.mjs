// PostGraphile on the tables of a help desk, in WORKERS processes that share PORT. DATABASE_URL names the database.
import cluster from "node:cluster";
import { createServer } from "node:http";
import process from "node:process";

import { PgSimplifyInflectionPreset } from "@graphile/simplify-inflection";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileConnectionFilterPreset } from "postgraphile-plugin-connection-filter";

async function serve(port, connectionString) {
  const instance = postgraphile({
    extends: [PostGraphileAmberPreset, PgSimplifyInflectionPreset, PostGraphileConnectionFilterPreset],
    // It would hide filters and orders of columns without an index.
    disablePlugins: ["PgIndexBehaviorsPlugin"],
    pgServices: [makePgService({ connectionString, schemas: ["public"], poolConfig: { max: 16 } })],
    grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false },
    grafast: { explain: false },
  });
  const server = createServer();
  await instance.createServ(grafserv).addTo(server);
  server.listen(port, "127.0.0.1");
}

if (cluster.isPrimary) {
  process.on("SIGTERM", () => process.exit(0));
  for (let i = 0; i < Number(process.env.WORKERS ?? 2); i += 1) cluster.fork();
} else {
  await serve(Number(process.env.PORT), process.env.DATABASE_URL);
}
