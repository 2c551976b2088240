import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The service that `npm run dev` works on. The page asks its own origin; the development server passes it on.
const service = process.env["DESKQL"] ?? "http://127.0.0.1:8000";

export default defineConfig({
  // Relative, so that the built folder may lie under any path.
  base: "./",
  plugins: [react()],
  server: {
    proxy: {
      "/graphql": { target: service, ws: true },
      "/media": service,
    },
  },
  build: {
    // Everything is a file of this origin: the page needs no inline script and no `data:` address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One file with everything but the administration: 140 kB on the wire.
    chunkSizeWarningLimit: 700,
  },
});
