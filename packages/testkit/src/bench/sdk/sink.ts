// A tracking server for the comparison of clients: takes everything, answers what each of them accepts, and counts.
// Bodies are kept as they came and read only when `/stats` is asked, so that the server's work stays out of the way.
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";

/** What each client takes for a success, in one answer. */
const ANSWER = JSON.stringify({ success: true, status: 1, code: 200, rejected: [], events_ingested: 1 });

let bodies: { raw: Buffer; gzip: boolean }[] = [];
let wireBytes = 0;
let requests = 0;

const server = createServer(async (request, response) => {
  if (request.url === "/stats") return void response.end(JSON.stringify(readStats()));
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat([...chunks, Buffer.from(request.url ?? "")]);
  const body = Buffer.concat(chunks);
  const isEvent = request.method === "POST" || raw.includes("data=");
  if (isEvent) {
    requests++;
    // Headers travel, too; a client of one request per event pays for them each time.
    wireBytes += body.length + request.rawHeaders.join("").length + (request.url?.length ?? 0);
    bodies.push({ raw: body.length > 0 ? body : raw, gzip: body[0] === 0x1f && body[1] === 0x8b });
  }
  response.writeHead(200, { "content-type": "application/json" }).end(ANSWER);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === "object" ? address?.port : 0 }));
});

function readStats(): { events: number; distinct: number; wireBytes: number; requests: number } {
  const seen = new Set<string>();
  let events = 0;
  for (const { raw, gzip } of bodies) {
    for (const [, number = ""] of readText(gzip ? gunzipSync(raw) : raw).matchAll(/bench_n\\?":(\d+)/g)) {
      events++;
      seen.add(number);
    }
  }
  const stats = { events, distinct: seen.size, wireBytes, requests };
  bodies = [];
  wireBytes = 0;
  requests = 0;
  return stats;
}

/** Some clients carry their events as base64 in a form or in the address. */
function readText(raw: Buffer): string {
  const text = raw.toString("utf8");
  const data = /(?:^|[?&])data=([^&]+)/.exec(text)?.[1];
  return data ? Buffer.from(decodeURIComponent(data), "base64").toString("utf8") : text;
}
