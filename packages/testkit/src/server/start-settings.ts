import { readFileSync } from "node:fs";

/** What `npm start` gives Node: arguments, and variables of the environment that are read before the first line runs. */
export type StartSettings = { args: string[]; env: Record<string, string> };

/** How `npm start` starts Node: what is measured is what runs. */
export function readStartSettings(): StartSettings {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../../../package.json", import.meta.url), "utf8"));
  const words = String(Object(Object(manifest).scripts).start).split(" ");
  return {
    args: words.filter((word) => word.startsWith("--")),
    env: Object.fromEntries(
      words.flatMap((word) => [...word.matchAll(/^([A-Z_]+)=(.+)$/g)].map(([, name, value]) => [name, value])),
    ),
  };
}
