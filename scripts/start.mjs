// `npm start`: runs the built server. Builds it first where the install did not (npm ci --ignore-scripts).
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const server = new URL("../packages/server/dist/cli.js", import.meta.url);
if (!existsSync(server)) spawnSync("npm", ["run", "build"], { stdio: "inherit", shell: process.platform === "win32" });
process.argv.splice(2, 0, "start");
await import(server.href);
