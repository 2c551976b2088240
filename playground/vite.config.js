import { defineConfig } from "vite";

export default defineConfig({
  // The service writes their address into the pages (src/http/graphql/playground.rs): it may have a path prefix.
  base: "./",
  build: {
    assetsDir: "",
    // Everything is a file of this origin: a strict Content-Security-Policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 8000,
    // GraphiQL, and the REST API's page.
    rolldownOptions: { input: ["index.html", "rest.html"] },
  },
  worker: { format: "es" },
});
