import { RapportError } from "@rapport/contracts/errors";
import { LIVE_LIMITS, liveChannelSchema } from "@rapport/contracts/live";
import type { Context as DomainContext } from "@rapport/domain/context";
import { findMemberProject } from "@rapport/domain/members/find-member-project";
import { SeqWindow } from "@rapport/domain/realtime/seq-window";
import type { Context } from "hono";
import { z } from "zod";
import { authenticate, requirePermission, requireSecret, toContext } from "../http/authenticate.ts";
import { OPEN } from "../http/console-session.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { Following } from "./follow-channels.ts";
import type { LiveTerm } from "./live-connections.ts";
import type { LiveSink } from "./live-session.ts";
import { LiveSession } from "./live-session.ts";
import type { LiveGrant } from "./live-token.ts";
import { readLiveToken } from "./live-token.ts";
import { parseStreamId } from "./stream-id.ts";

/** What a request may follow, from where on, and for how long. */
export type LiveRequest = {
  ctx: DomainContext;
  channels: string[];
  /** What the reader has; undefined = begin with what comes. */
  resumed: SeqWindow | undefined;
  term: LiveTerm;
  maxWaiting: number;
};

const channelsSchema = z.array(liveChannelSchema).min(1).max(LIVE_LIMITS.channels);

/**
 * Reads a request for a live stream: a token, or else a secret key or the console's session.
 * @throws RapportError unauthorized, forbidden, invalid_parameter
 */
export async function readLiveRequest(services: ApiServices, c: Context<ApiEnv>): Promise<LiveRequest> {
  const resumed = parseStreamId(c.req.header("last-event-id") ?? c.req.query("lastEventId") ?? "");
  const token = c.req.query("token");
  if (token !== undefined) return { ...(await readByToken(services, token)), resumed };
  const caller = await authenticate(services, c);
  requireSecret(caller);
  requirePermission(caller, "events", "read");
  const isAlive = async () => (await authenticate(services, c)).projectId === caller.projectId;
  return {
    ctx: toContext(services, caller),
    channels: parseChannels(c.req.query("channels")),
    resumed,
    // A stream must not outlive the key or the session that opened it; that the store is away ends nothing.
    term: { expiresMs: Number.POSITIVE_INFINITY, isAlive: () => isAlive().catch(isNoRefusal) },
    maxWaiting: LIVE_LIMITS.trustedWaitingChars,
  };
}

/** Starts to write to a sink what a request follows; answers the session, and the function that ends it on this side. */
export async function openLive(services: ApiServices, request: LiveRequest, sink: LiveSink) {
  const { ctx, channels, resumed, term, maxWaiting } = request;
  const { settledSeq, connections } = services;
  const sent = resumed ?? new SeqWindow();
  const session = new LiveSession({ sink, sent, settledSeq, maxWaiting, held: resumed !== undefined });
  const settled = settledSeq();
  // Followed before it is read: an event between the two is sent once, by its sequence number.
  const following = await Following.start(ctx, services, channels, session);
  const forget = connections.add(session, term);
  const leave = () => {
    session.leave();
    following.stop();
    forget();
  };
  if (resumed) void replay(following, resumed.settled, settled).catch(() => session.end("closing"));
  return { session, leave };

  async function replay(from: Following, afterSeq: number, settledNow: number): Promise<void> {
    await from.replay(ctx, session, afterSeq, settledNow);
    session.release();
  }
}

async function readByToken(services: ApiServices, token: string): Promise<Omit<LiveRequest, "resumed">> {
  const grant = readLiveToken(services.sessionSecret, token, services.now());
  const { projectId, keyId, channels, expiresMs } = grant;
  const isAlive = () => isHolderAlive(services, grant);
  if (!(await isAlive())) throw new RapportError("unauthorized", "The key that made this token was revoked");
  const caller = { projectId, kind: "write", keyId, actor: { kind: "key", keyId }, permissions: [] } as const;
  return {
    ctx: toContext(services, caller),
    channels,
    term: { expiresMs, isAlive: () => isAlive().catch(() => true) },
    maxWaiting: LIVE_LIMITS.waitingChars,
  };
}

async function isHolderAlive(services: ApiServices, { holder, projectId, keyId }: LiveGrant): Promise<boolean> {
  if (holder === "member") {
    const project = await findMemberProject(services, { memberId: keyId, projectId });
    return project?.id === projectId;
  }
  if (keyId === OPEN) return services.openProjectId === projectId;
  return services.keyRing.isLive(projectId, keyId);
}

/** What went wrong does not say that the key or the session has ended. */
export function isNoRefusal(error: unknown): boolean {
  return !(error instanceof RapportError && ["unauthorized", "forbidden"].includes(error.code));
}

/** @throws RapportError invalid_parameter */
function parseChannels(text: string | undefined): string[] {
  if (text === undefined) return ["events"];
  const parsed = channelsSchema.safeParse(text.split(","));
  if (parsed.success) return parsed.data;
  const message = parsed.error.issues[0]?.message ?? "is not valid";
  throw new RapportError("invalid_parameter", `channels: ${message}`, {
    fields: [{ pointer: "/channels", message }],
  });
}
