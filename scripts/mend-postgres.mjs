// Mends three faults of postgres.js 3.4.9 in the installed copy, before anything is built from it. A connection that is cut while a
// write of its waits for the event loop keeps that write for good, and never sends again; what a transaction sends after its
// connection is gone ends the process, by an exception that nobody can catch; and so does a connection that is cut while it asks
// for the server's types. See docs/adr/0106-a-driver-that-survives-a-cut-line.md.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = join(import.meta.dirname, "..", "node_modules", "postgres", "src", "connection.js");
/** Each place of the original, and what stands there instead. */
const MENDS = [
  [
    "    clearImmediate(nextWriteTimer)\n    socket.removeListener(",
    "    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener(",
  ],
  [
    "    clearImmediate(nextWriteTimer)\n    if (socket) {",
    "    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    if (socket) {",
  ],
  [
    "    if (stream)\n      return queryError(q, Errors.generic('COPY_IN_PROGRESS'",
    "    if (socket === null) {\n      queryError(q, Errors.connection('CONNECTION_CLOSED', options))\n      return true\n    }\n\n    if (stream)\n      return queryError(q, Errors.generic('COPY_IN_PROGRESS'",
  ],
  ["    const x = socket.write(chunk, fn)\n", "    const x = socket === null ? false : socket.write(chunk, fn)\n"],
  ["        return fetchArrayTypes()\n", "        return fetchArrayTypes().catch(() => undefined)\n"],
];

const original = readFileSync(FILE, "utf8");
let mended = original;
for (const [from, to] of MENDS) {
  if (mended.includes(to)) continue;
  if (mended.split(from).length !== 2) {
    throw new Error(
      `${FILE} is not the postgres.js that scripts/mend-postgres.mjs was written for: look whether it is still needed`,
    );
  }
  mended = mended.replace(from, to);
}
if (mended !== original) writeFileSync(FILE, mended);
