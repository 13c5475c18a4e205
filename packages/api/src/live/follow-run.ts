import { LIVE_LIMITS } from "@rapport/contracts/live";
import { followRun } from "@rapport/domain/agents/follow-run";
import { getRun } from "@rapport/domain/agents/get-run";
import { SeqWindow } from "@rapport/domain/realtime/seq-window";
import type { Context } from "hono";
import { authenticate, requirePermission, requireSecret, toContext } from "../http/authenticate.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { LiveSession } from "./live-session.ts";
import { isNoRefusal } from "./open-live.ts";
import { createSseBody } from "./sse-sink.ts";
import { SSE_HEADERS } from "./sse-text.ts";

/**
 * Server-sent events of one run, as `RunStreamMessage`; the last one is `end` with the reason `done` once the run has ended. Whoever
 * reconnects gets all of the run first. @throws RapportError unauthorized, forbidden, not_found
 */
export async function streamRun(services: ApiServices, c: Context<ApiEnv>, runId: string) {
  const caller = await authenticate(services, c);
  requireSecret(caller);
  requirePermission(caller, "agents", "read");
  const ctx = toContext(services, caller);
  await getRun(ctx, runId);
  const { body, sink, attach } = createSseBody();
  const maxWaiting = LIVE_LIMITS.trustedWaitingChars;
  const session = new LiveSession({ sink, sent: new SeqWindow(), settledSeq: () => 0, maxWaiting, held: false });
  const isAlive = async () => (await authenticate(services, c)).projectId === caller.projectId;
  const forget = services.connections.add(session, {
    expiresMs: Number.POSITIVE_INFINITY,
    isAlive: () => isAlive().catch(isNoRefusal),
  });
  const gone = new AbortController();
  const leave = () => {
    session.leave();
    forget();
    gone.abort();
  };
  attach({ session, leave });
  // The answer begins at once; a store that is away ends the stream, and the reader comes back.
  void tell().catch(() => session.end("closing"));
  return c.body(body, 200, SSE_HEADERS);

  async function tell(): Promise<void> {
    for await (const message of followRun(ctx, runId, gone.signal)) session.tell(JSON.stringify(message));
    session.end("done");
  }
}
