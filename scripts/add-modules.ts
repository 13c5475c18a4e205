// Gives each CommonJS module of a folder an ES module that names what it exports, and the declarations likewise: the code is
// there once, and so is a client in a process that loads it both ways (docs/adr/0059).
//   node scripts/add-modules.ts packages/sdk-node/dist
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules, createRequire } from "node:module";
import { basename, resolve } from "node:path";

const folder = resolve(process.argv[2] ?? "");
const require = createRequire(import.meta.url);
for (const file of globSync("*.cjs", { cwd: folder })) findBuiltins(resolve(folder, file));
// What the modules share has a hash in its name.
for (const module of globSync("*.cjs", { cwd: folder }).filter((name) => /^[a-z]+\.cjs$/.test(name))) {
  const part = basename(module, ".cjs");
  const names = Object.keys(require(resolve(folder, `${part}.cjs`)));
  writeFileSync(resolve(folder, `${part}.js`), `export { ${names.join(", ")} } from "./${part}.cjs";\n`);
  writeFileSync(resolve(folder, `${part}.d.ts`), `export * from "./${part}.cjs";\n`);
}

/**
 * Lets a module look for Node's own modules without `require`, which an application does not have that was bundled into one ES
 * module; `require` serves the versions of Node that have no other way (before 20.16).
 */
function findBuiltins(file: string): void {
  const code = readFileSync(file, "utf8");
  const found = code.replaceAll(/\brequire\((['"])(?:node:)?([\w/]+)\1\)/g, (call, _quote, name: string) =>
    builtinModules.includes(name) ? `$builtin("node:${name}")` : call,
  );
  if (found === code) return;
  const finder = "var $builtin=n=>process.getBuiltinModule?.(n)??require(n);";
  writeFileSync(
    file,
    found.replace(/^(["']use strict["'];)?/, (strict) => strict + finder),
  );
}
