// Gives each CommonJS module of a folder an ES module that names what it exports, and the declarations likewise: the code is
// there once, and so is a client in a process that loads it both ways (docs/adr/0059).
//   node scripts/add-modules.ts packages/sdk-node/dist
import { globSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, resolve } from "node:path";

const folder = resolve(process.argv[2] ?? "");
const require = createRequire(import.meta.url);
// What the modules share has a hash in its name, or no declaration.
for (const declaration of globSync("*.d.cts", { cwd: folder }).filter((name) => /^[a-z]+\.d\.cts$/.test(name))) {
  const part = basename(declaration, ".d.cts");
  const names = Object.keys(require(resolve(folder, `${part}.cjs`)));
  writeFileSync(resolve(folder, `${part}.js`), `export { ${names.join(", ")} } from "./${part}.cjs";\n`);
  writeFileSync(resolve(folder, `${part}.d.ts`), `export * from "./${part}.cjs";\n`);
}
