import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Size } from "./measure-size.ts";
import { measureModule, measureText } from "./measure-size.ts";

const PACKAGE = fileURLToPath(new URL("../../../sdk-browser/", import.meta.url));
const START = 'init({ writeKey: "k", host: "h" }); track("e"); identify("u");';

/** What a page can load of `@rapport/browser`, by the name that its budget has. */
const MODULES: Record<string, string> = {
  core: `import { createRapport } from "@rapport/browser/core"; const { init, track, identify } = createRapport(); ${START}`,
  "core with recommendations": `import { init, track, identify } from "@rapport/browser"; ${START}`,
  slots: `import { slots } from "@rapport/browser/slots"; globalThis.part = slots();`,
  autocapture: `import { autocapture } from "@rapport/browser/autocapture"; globalThis.part = autocapture();`,
  "web vitals": `import { webVitals } from "@rapport/browser/web-vitals"; globalThis.part = webVitals();`,
  experiments: `import { experiments } from "@rapport/browser/experiments"; globalThis.part = experiments();`,
  live: `import { live } from "@rapport/browser/live"; globalThis.part = live();`,
  "user token": `import { userToken } from "@rapport/browser/user-token"; globalThis.part = userToken(() => globalThis.token);`,
  "React bindings": `import { RapportProvider, Slot, useRecommendations, useTrack } from "@rapport/browser/react";
    globalThis.part = { RapportProvider, Slot, useRecommendations, useTrack };`,
  "React bindings with experiments": `import * as bindings from "@rapport/browser/react"; globalThis.part = { ...bindings };`,
  everything: `import { rapport, init } from "@rapport/browser";
    import { slots } from "@rapport/browser/slots";
    import { autocapture } from "@rapport/browser/autocapture";
    import { webVitals } from "@rapport/browser/web-vitals";
    globalThis.rapport = rapport;
    init({ writeKey: "k", host: "h", plugins: [autocapture(), webVitals()] });
    rapport.use(slots());`,
};

/** Values of a strict page, of true length and of letters that nothing compresses: nonce of 128 bits, SHA-384, a write key. */
const NONCE = "q8Fv0hWcZ1bXJm5uT2nKdA==";
const INTEGRITY = "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC";
const WRITE_KEY = "pk_Zk3vX9sQw2LrT8bN5hYc0aJmP7f";

/** All that a strict page holds of a client that it calls before it has loaded. */
const writeTags = (snippet: string) =>
  `<script nonce="${NONCE}">${snippet}</script><script src="https://rapport.example.com/rapport.js" nonce="${NONCE}" ` +
  `integrity="${INTEGRITY}" crossorigin data-write-key="${WRITE_KEY}" async></script>`;

const SCRIPTS = ["rapport.js"];

/** Sizes of our builds. Build first: they are measured as they ship. */
export async function measureOurBuilds(): Promise<Record<string, Size>> {
  const { SNIPPET, KEEP_SNIPPET } = await import("@rapport/browser");
  const sizes: Record<string, Size> = {
    loader: measureText(SNIPPET),
    "loader with tags": measureText(writeTags(SNIPPET)),
    "loader that keeps": measureText(SNIPPET + KEEP_SNIPPET),
  };
  for (const [name, source] of Object.entries(MODULES)) sizes[name] = await measureModule(source, PACKAGE);
  for (const name of SCRIPTS) sizes[name] = measureText(readFileSync(`${PACKAGE}dist/${name}`, "utf8"));
  return sizes;
}
