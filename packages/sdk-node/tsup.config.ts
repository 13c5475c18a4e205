import { defineClientBuild } from "../../tsup.shared.ts";

const PARTS = ["express", "fastify", "hono", "next", "edge"];
const entries = PARTS.map((part) => [part, `src/${part}/index.ts`]);

export default defineClientBuild({
  entry: { index: "src/index.ts", ...Object.fromEntries(entries) },
  format: ["cjs"], // scripts/add-modules.ts adds the other
  minify: true,
  splitting: true,
});
