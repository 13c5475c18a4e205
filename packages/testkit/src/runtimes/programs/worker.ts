// The client for edge runtimes in a worker: it is asked by a request, and at /later it answers before anything is sent.
import { Rapport } from "@rapport/node/edge";
import { makeCalls } from "./make-calls.ts";

/** @public A worker is what its module exports by default. */
export default {
  async fetch(request: Request, _: unknown, context: { waitUntil(work: Promise<unknown>): void }): Promise<Response> {
    const { host, writeKey, options, calls } = JSON.parse(await request.text());
    const client = new Rapport({ host, writeKey, ...options });
    makeCalls(client, calls);
    if (new URL(request.url).pathname === "/later") context.waitUntil(client.flush());
    else await client.close({ timeoutMs: 30_000 });
    return Response.json(client.stats());
  },
};
