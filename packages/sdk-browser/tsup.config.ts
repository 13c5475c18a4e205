import { defineConfig } from "tsup";
import { defineClientBuild } from "../../tsup.shared.ts";

// Private class members and optional chaining untranslated: Chrome 84, Firefox 90, Safari 15 and later.
const browser = { platform: "browser", target: "es2022" } as const;

export default defineConfig([
  defineClientBuild({ ...browser, clean: ["!rapport.js"] }), // the other build writes that meanwhile
  defineClientBuild({
    ...browser,
    entry: { rapport: "src/script.ts" },
    format: ["iife"],
    outExtension: () => ({ js: ".js" }),
    minify: true,
    dts: false,
    clean: false,
  }),
]);
