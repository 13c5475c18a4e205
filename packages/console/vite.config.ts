import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { shellFilesPlugin } from "./shell-files-plugin.ts";

// The server's default address; used by `npm run dev` only.
const API = "http://127.0.0.1:8787";

/**
 * What every screen shares, in few files: left to itself the bundler makes a file of each small component, and a screen waits for
 * twenty requests. A release seldom changes the vendors, so a browser keeps them.
 */
const CHUNKS = [
  // Runs before the chunks that make schemas: see src/lib/zod-setup.ts. What it says of faults in a language comes with the language's texts.
  { name: "zod", test: /node_modules\/zod\/(?!v4\/locales\/(es|hi|fr|ar)\.)|lib\/zod-setup/, priority: 3 },
  {
    name: "vendor",
    test: /node_modules\/(react|react-dom|scheduler|use-sync-external-store|@tanstack\/(?!.*virtual))/,
    priority: 2,
  },
  // The entry waits for the words of the language, so nothing is taken from it: what the screens share with it stands here, too.
  {
    name: "parts",
    // Left out: what is fetched when it is wanted (lists without an end bring a library; dialogs; the ways in).
    test: /console\/src\/(ui\/(?!virtual-list|use-virtual-rows|list-csv|json-tree|new-secret|time-said|hover-note|type-badge|setting-row)|lib\/(?!csv|read-all-pages|access-api|time-said|use-latest-job|jobs-api)|services|query-client|features\/(session\/(session-gate|use-)|shell\/(?!shortcuts-sheet|question-dialog)))|-search\.ts$|events\/(event-filter|rejected-body)|people\/person-queries/,
    priority: 1,
  },
];

export default defineConfig({
  base: "/console/",
  plugins: [react(), tailwindcss(), shellFilesPlugin()],
  build: {
    outDir: "dist",
    target: "es2023",
    // What loads what: the size check reads it.
    manifest: true,
    // A data: URL would break the server's `default-src 'self'`.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: "index.html", worker: "src/worker/shell-worker.ts" },
      output: {
        // The worker's address is always the same: a browser asks there for a newer one.
        entryFileNames: ({ name }) => (name === "worker" ? "worker.js" : "assets/[name]-[hash].js"),
        codeSplitting: { groups: CHUNKS },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": API, "/v1": API, "/console/session": API },
  },
});
