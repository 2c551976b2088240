import { defineConfig } from "vite";

export default defineConfig({
  // Where the service has the files of the page.
  base: "/graphql/assets/",
  build: {
    assetsDir: "",
    // Everything is a file of this origin: a strict Content-Security-Policy holds.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 8000,
  },
  worker: { format: "es" },
});
