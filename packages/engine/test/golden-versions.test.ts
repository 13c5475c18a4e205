import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const FOLDER = new URL("../golden/", import.meta.url);
const read = (name: string) => readFileSync(new URL(name, FOLDER), "utf8");
/** Names by which packages are imported, where they are not those by which they are installed. */
const INSTALLED: Record<string, string> = { sklearn: "scikit-learn" };
const scripts = readdirSync(FOLDER).filter((name) => /^make_.+\.py$/.test(name));
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));

test.each(files)(
  "%s was written by a script that stands beside it, with the versions that the script asks for",
  (file) => {
    const script = scripts.find((name) => file.startsWith(name.slice("make_".length, -".py".length)));
    expect(script, "a script").toBeDefined();
    const asked = new Map(
      [...read(script ?? "").matchAll(/([\w-]+)==([\d.]+)/g)].map(([, name, version]) => [name, version]),
    );
    const { versions } = JSON.parse(read(file));
    const wrote = Object.entries(versions).map(([name, version]) => [INSTALLED[name] ?? name, version]);
    for (const [name, version] of asked) expect(wrote, `${name} of ${script}`).toContainEqual([name, version]);
    // What a package brings along is noted, too, so that a difference can be told from a newer one of those.
    expect(wrote.map(([name]) => name)).toContain("numpy");
  },
);
