import { RapportError } from "@rapport/contracts/errors";
import { LIMITS } from "@rapport/contracts/limits";
import type { TrackingAnswer } from "@rapport/contracts/messages";
import { SIGNATURE_HEADERS } from "@rapport/contracts/signatures";
import type { Hold, Work } from "../http/admission.ts";
import { authenticateSender, readKey, requireSecret } from "../http/authenticate.ts";
import type { Caller } from "../http/caller.ts";
import { clientAddress } from "../http/client-address.ts";
import type { DirectRoute } from "../http/direct-route.ts";
import type { Exchange } from "../http/exchange.ts";
import { setQuotaHeaders, setRateLimitHeaders } from "../http/rate-limit-headers.ts";
import { announcedBytes, readJsonBody } from "../http/read-body.ts";
import type { ApiServices } from "../services.ts";
import { ingest } from "./ingest.ts";
import { shareFields } from "./share-fields.ts";
import { tellRefusal } from "./tell-refusal.ts";
import type { TrackingRoute } from "./tracking-routes.ts";
import { trackingRoutes } from "./tracking-routes.ts";

/** Every path that takes messages, for Node's own request. */
export function trackDirectly(services: ApiServices): [string, DirectRoute][] {
  return [...trackingRoutes(services.basePath)].map(([path, route]) => {
    const answer: DirectRoute["answer"] = async (c) => JSON.stringify(await answerMessages(services, c, route));
    return [path, { surface: "tracking", headers: {}, needsKey: false, answer }];
  });
}

/**
 * Answers a tracking request when its messages are as durable as the answer says.
 * @throws RapportError for what is refused as a whole
 */
export async function answerMessages(
  services: ApiServices,
  c: Exchange,
  route: TrackingRoute,
): Promise<TrackingAnswer> {
  // A key in the header or the query is checked before the body is read; official clients may put it in the body.
  const early = readKey(c, c.req.query("writeKey"));
  try {
    return await takeMessages(services, c, route, early);
  } catch (error) {
    tellRefusal(services, early, error).catch(() => undefined);
    throw error;
  }
}

async function takeMessages(
  services: ApiServices,
  c: Exchange,
  route: TrackingRoute,
  early: string | undefined,
): Promise<TrackingAnswer> {
  const { admission } = services;
  const work = workOf(route.type);
  // Before anything is done for the request, and again once it is known whose it is.
  admission.assertLogTakes();
  admission.assertRoom(work);
  const known = early === undefined ? undefined : await authenticateSender(services, early);
  const announced = announcedBytes(c);
  if (known) await announceStanding(services, c, known, work);
  const hold = admission.open(work, known === undefined ? "unknown" : "known", announced);
  try {
    return await answerBody(services, c, route, known, hold);
  } finally {
    hold.release();
  }
}

/** Where the sender stands is on every answer, also on those that fail below. Free plans give way before others. */
async function announceStanding(services: ApiServices, c: Exchange, caller: Caller, work: Work): Promise<void> {
  const standing = await services.quota.standing(caller.projectId);
  setRateLimitHeaders(c, standing, services.now());
  if (standing?.plan === "free" && work === "track") services.admission.assertRoom("free");
}

/** Who is who is taken to the last: an event can be sent again, but its sender must be known by then. */
function workOf(type: TrackingRoute["type"]): Work {
  return type === "identify" || type === "alias" ? "last" : "track";
}

async function answerBody(
  services: ApiServices,
  c: Exchange,
  route: TrackingRoute,
  known: Caller | undefined,
  hold: Hold,
): Promise<TrackingAnswer> {
  const { value, bytes, sent } = await readJsonBody(c, hold);
  const body = requireObject(value);
  const bodyKey = typeof body.writeKey === "string" ? body.writeKey : undefined;
  const caller = known ?? (await authenticateSender(services, bodyKey));
  services.keyRing.assertSigned(caller, { ...readSignature(c), body: sent });
  if (route.historical) requireSecret(caller);
  const input = {
    caller,
    messages: route.type === undefined ? shareFields(body, requireBatch(body), bytes) : [body],
    bytes,
    sentAt: body.sentAt ?? c.req.header("sentat"),
    ip: clientAddress(c),
    userAgent: c.req.header("user-agent"),
    ...route,
  };
  return ingest(services, input, (decision) => setQuotaHeaders(services, c, decision));
}

function readSignature(c: Exchange) {
  const { id, timestamp, signature } = SIGNATURE_HEADERS;
  return { id: c.req.header(id), timestamp: c.req.header(timestamp), signature: c.req.header(signature) };
}

function requireObject(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>; // as: a JSON object, checked just above
  }
  throw new RapportError("invalid_body", "The body must be one JSON object", {
    fields: [{ pointer: "", message: "must be an object" }],
  });
}

function requireBatch(body: Record<string, unknown>): unknown[] {
  const { batch } = body;
  if (!Array.isArray(batch) || batch.length === 0) {
    throw new RapportError("invalid_body", "/batch must be an array with at least one message", {
      fields: [{ pointer: "/batch", message: "must be a non-empty array" }],
    });
  }
  if (batch.length > LIMITS.batchEvents) {
    throw new RapportError("body_too_large", `A batch may hold ${LIMITS.batchEvents} messages; send smaller batches`, {
      fields: [{ pointer: "/batch", message: `holds ${batch.length} messages` }],
    });
  }
  return batch;
}
