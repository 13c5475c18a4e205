import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import type { Options } from "tsup";
import { defineClientBuild } from "../../tsup.shared.ts";
import { INTERNAL_NAMES } from "./internal-names.ts";

// Private class members and optional chaining untranslated: Chrome 85, Firefox 90, Safari 15 and later.
const browser: Options = {
  platform: "browser",
  target: "es2022",
  esbuildOptions(options) {
    options.mangleProps = INTERNAL_NAMES;
  },
};

/**
 * Folds what the minifier of a page's own build leaves: 3 % of what the page loads. Functions stay whole: one that is
 * put into another takes names of its own along, and the same text compresses worse. Modules keep their names and lines,
 * for whoever looks into them.
 */
const FOLDED = { ecma: 2020, compress: { passes: 3, inline: 1, reduce_funcs: false } } as const;
/**
 * The script tag is all one text, which compresses best with what is used once in its place. Nearly all of it runs when a page
 * starts or makes its first call: the comment tells V8, which would else read each function twice, the second time inside that call
 * (https://v8.dev/blog/explicit-compile-hints).
 */
const WHOLE = {
  ...FOLDED,
  compress: { ...FOLDED.compress, reduce_funcs: true },
  format: { preamble: "//# allFunctionsCalledOnLoad" },
} as const;
/** A page's own build joins statements in its way, and what was joined before compresses worse. */
const APART = { ...FOLDED, compress: { ...FOLDED.compress, join_vars: false, sequences: false } } as const;

/** Hooks run in the page alone: a server component may render what this module exports, and needs to be told where it runs. */
const markForClients: NonNullable<Options["plugins"]>[number] = {
  name: "use client",
  buildEnd({ writtenFiles }) {
    for (const { name } of writtenFiles)
      if (/\breact\.c?js$/.test(name)) writeFileSync(name, `"use client";\n${readFileSync(name, "utf8")}`);
  },
};

/** What a tag's `integrity` says of each script of this build (Subresource Integrity of the W3C). */
const sealScripts: NonNullable<Options["plugins"]>[number] = {
  name: "integrity",
  buildEnd({ writtenFiles }) {
    const seals = writtenFiles.map(({ name }) => {
      const digest = createHash("sha384").update(readFileSync(name)).digest("base64");
      return [basename(name), `sha384-${digest}`] as const;
    });
    writeFileSync("dist/integrity.json", `${JSON.stringify(Object.fromEntries(seals.sort()), null, 2)}\n`);
  },
};

export default [
  defineClientBuild({
    ...browser,
    entry: {
      index: "src/index.ts",
      core: "src/core.ts",
      slots: "src/slots.ts",
      autocapture: "src/autocapture.ts",
      "web-vitals": "src/web-vitals.ts",
      experiments: "src/experiments.ts",
      live: "src/live.ts",
      "user-token": "src/user-token.ts",
      react: "src/react.tsx",
    },
    external: ["react"],
    minify: "terser",
    terserOptions: { ...APART, mangle: false, format: { beautify: true } },
    plugins: [markForClients],
    clean: ["!rapport*.js", "!integrity.json"], // the other build writes those meanwhile
  }),
  defineClientBuild({
    ...browser,
    entry: {
      rapport: "src/script.ts",
      "rapport.slots": "src/script-slots.ts",
      "rapport.autocapture": "src/script-autocapture.ts",
      "rapport.web-vitals": "src/script-web-vitals.ts",
      "rapport.experiments": "src/script-experiments.ts",
      "rapport.live": "src/script-live.ts",
      "rapport.user-token": "src/script-user-token.ts",
    },
    format: ["iife"],
    outExtension: () => ({ js: ".js" }),
    minify: "terser",
    terserOptions: WHOLE,
    plugins: [sealScripts],
    clean: false,
  }),
];
