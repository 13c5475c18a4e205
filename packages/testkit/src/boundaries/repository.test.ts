import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../../../..");
const PACKAGES = readdirSync(join(ROOT, "packages")).map((name) => `packages/${name}`);

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

test("the lockfile names no registry host, so that any mirror can serve an install", () => {
  const lockfile: { packages: Record<string, { resolved?: string }> } = JSON.parse(read("package-lock.json"));
  const hosts = Object.entries(lockfile.packages).filter(([, entry]) => /^[a-z+]+:\/\//.test(entry.resolved ?? ""));
  expect(Object.keys(lockfile.packages).length).toBeGreaterThan(100);
  expect(hosts.map(([path]) => path)).toEqual([]);
});

test("the lockfile holds the packages of every platform: npm ci refuses one that does not", () => {
  const lockfile: { packages: Record<string, { optionalDependencies?: Record<string, string> }> } = JSON.parse(
    read("package-lock.json"),
  );
  const missing = Object.entries(lockfile.packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !foldersAbove(path).some((folder) => `${folder}node_modules/${name}` in lockfile.packages))
      .map((name) => `${path} -> ${name}`),
  );
  expect(missing).toEqual([]);
});

/** Where npm looks for what a package needs: in the package, then in each one around it, then in the root. */
function foldersAbove(path: string): string[] {
  const parts = path === "" ? [] : path.split("/node_modules/");
  return [...parts.map((_, index) => `${parts.slice(0, index + 1).join("/node_modules/")}/`), ""];
}

test("every dependency has an exact version, so that two installs never differ", () => {
  const ranges = ["package.json", ...PACKAGES.map((folder) => `${folder}/package.json`)].flatMap((file) => {
    const manifest: Partial<Record<"dependencies" | "devDependencies", Record<string, string>>> = JSON.parse(
      read(file),
    );
    return Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${file}: ${name} ${version}`);
  });
  expect(ranges).toEqual([]);
});

test.each(PACKAGES)("%s has a README that says what it is for", (folder) => {
  expect(existsSync(join(ROOT, folder, "README.md")), `${folder}/README.md`).toBe(true);
  const [title = "", ...rest] = read(`${folder}/README.md`).split("\n");
  expect(title).toMatch(/^# \S/);
  expect(rest.join("\n").trim().length).toBeGreaterThan(100);
});

test("every decision record has a number, a date and a status", () => {
  const folder = "docs/adr";
  const records = existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder)).filter((name) => name !== "README.md")
    : [];
  const incomplete = records.filter((name) => {
    const text = read(`${folder}/${name}`);
    const dated = /^\W*Date\W+\d{4}-\d{2}-\d{2}\b/m.test(text);
    const decided = /^\W*Status\W+(proposed|accepted|rejected|superseded|deprecated)\b/im.test(text);
    return !(/^\d{4}-[a-z0-9-]+\.md$/.test(name) && dated && decided);
  });
  expect(incomplete).toEqual([]);
});
