import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The server's default address; used by `npm run dev` only.
const API = "http://127.0.0.1:8787";

export default defineConfig({
  base: "/console/",
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "dist",
    target: "es2023",
    // A data: URL would break the server's `default-src 'self'`.
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        // zod in a chunk of its own, which runs before the chunks that make schemas: see src/lib/zod-setup.ts.
        codeSplitting: { groups: [{ name: "zod", test: /node_modules\/zod\/|lib\/zod-setup/ }] },
      },
    },
  },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": API, "/v1": API, "/console/session": API },
  },
});
