import { RapportError } from "@rapport/contracts/errors";
import { LIVE_LIMITS, liveChannelSchema } from "@rapport/contracts/live";
import { OPEN_DOOR } from "@rapport/domain/access/console-sessions";
import type { Context as DomainContext } from "@rapport/domain/context";
import { findMemberProject } from "@rapport/domain/members/find-member-project";
import { SeqWindow } from "@rapport/domain/realtime/seq-window";
import type { Context } from "hono";
import { z } from "zod";
import { authenticate, requirePermission, requireSecret, toContext } from "../http/authenticate.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import type { Followed } from "./follow-channels.ts";
import { Following, findLiveKeys } from "./follow-channels.ts";
import type { LiveTerm } from "./live-connections.ts";
import type { LiveSink } from "./live-session.ts";
import { LiveSession } from "./live-session.ts";
import type { LiveGrant } from "./live-token.ts";
import { readLiveToken } from "./live-token.ts";
import { parseStreamId } from "./stream-id.ts";
import type { LiveHandle } from "./take-over.ts";

/** What a request may follow, from where on, and for how long. */
export type LiveRequest = {
  ctx: DomainContext;
  channels: readonly Followed[];
  /** What the reader has; undefined = begin with what comes. */
  resumed: SeqWindow | undefined;
  term: LiveTerm;
  maxWaiting: number;
};

const channelsSchema = z.array(liveChannelSchema).min(1).max(LIVE_LIMITS.channels);

/**
 * Reads a request for a live stream: a token, or else a secret key or the console's session. All that can fail is done here,
 * before anything is answered: a WebSocket that is open can be told nothing of when to come back.
 * @throws RapportError unauthorized, forbidden, invalid_parameter, unavailable
 */
export async function readLiveRequest(services: ApiServices, c: Context<ApiEnv>): Promise<LiveRequest> {
  const resumed = parseStreamId(c.req.header("last-event-id") ?? c.req.query("lastEventId") ?? "");
  const token = c.req.query("token");
  const { channels, ...asked } =
    token === undefined ? await readByCaller(services, c) : await readByToken(services, token);
  const found = await services.connections.opening.run(() => findLiveKeys(asked.ctx, channels));
  return { ...asked, resumed, channels: found };
}

/**
 * Starts to write to a sink what a request follows; answers the session, and the function that ends it on this side. What lasts
 * as long as the reader holds nothing of the request but its channels and its term: each idle reader pays for it.
 */
export function openLive(services: ApiServices, request: LiveRequest, sink: LiveSink): LiveHandle {
  const { ctx, channels, resumed, term, maxWaiting } = request;
  const { settledSeq, connections } = services;
  const sent = resumed ?? new SeqWindow();
  const session = new LiveSession({ sink, sent, settledSeq, maxWaiting, held: resumed !== undefined });
  const settled = settledSeq();
  // Followed before it is read: an event between the two is sent once, by its sequence number.
  const following = Following.start(services, ctx.projectId, channels, session);
  const leave = leaving(session, following, connections.add(session, term));
  if (resumed) void replay(ctx, { following, session, afterSeq: resumed.settled, settled });
  return { session, leave };
}

function leaving(session: LiveSession, following: Following, forget: () => void): () => void {
  return () => {
    session.leave();
    following.stop();
    forget();
  };
}

type Replay = { following: Following; session: LiveSession; afterSeq: number; settled: number };

async function replay(ctx: DomainContext, { following, session, afterSeq, settled }: Replay): Promise<void> {
  try {
    await following.replay(ctx, session, afterSeq, settled);
    session.release();
  } catch {
    // The store is away: the reader comes back, and resumes after its last id.
    session.end("closing");
  }
}

type Asked = Omit<LiveRequest, "resumed" | "channels"> & { channels: string[] };

async function readByCaller(services: ApiServices, c: Context<ApiEnv>): Promise<Asked> {
  const caller = await authenticate(services, c);
  requireSecret(caller);
  requirePermission(caller, "events", "read");
  const { projectId, actor } = caller;
  // A stream must not outlive the key or the session that opened it.
  const isAlive =
    actor.kind === "key" ? watchKey(services, projectId, actor.keyId) : watchSession(services, c, projectId);
  return {
    ctx: toContext(services, caller),
    channels: parseChannels(c.req.query("channels")),
    // That the store is away ends nothing.
    term: { expiresMs: Number.POSITIVE_INFINITY, isAlive },
    maxWaiting: LIVE_LIMITS.trustedWaitingChars,
  };
}

function watchKey({ keyRing }: ApiServices, projectId: string, keyId: string): LiveTerm["isAlive"] {
  return () => keyRing.isLive(projectId, keyId).catch(isNoRefusal);
}

/** Apart from the one above: functions made in one place keep what any of them needs, and a request is most of an idle reader. */
function watchSession(services: ApiServices, c: Context<ApiEnv>, projectId: string): LiveTerm["isAlive"] {
  return async () => {
    try {
      return (await authenticate(services, c)).projectId === projectId;
    } catch (error) {
      return isNoRefusal(error);
    }
  };
}

async function readByToken(services: ApiServices, token: string): Promise<Asked> {
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
  if (keyId === OPEN_DOOR) return services.openProjectId === projectId;
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
