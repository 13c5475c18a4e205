import { formatUuid, uuidv7Bytes } from "@rapport/contracts/ids";
import type { TrackingMessage } from "@rapport/contracts/messages";
import type { Random } from "@rapport/engine/random";
import { drawBytes } from "./draws.ts";
import type { Channel } from "./surroundings.ts";
import type { Device, Visitor } from "./visitor.ts";

/** A message in the Segment tracking format, with everything that a browser SDK would have filled in. */
export type SimulatedMessage = TrackingMessage & {
  type: "track" | "page" | "identify";
  messageId: string;
  anonymousId: string;
  originalTimestamp: string;
  context: Record<string, unknown>;
};

type Page = { url: string; path: string; search: string; title: string; referrer: string };

/** Records what one browser sends during one visit. */
export type Tape = {
  random: Random;
  origin: string;
  visitor: Visitor;
  device: Device;
  channel: Channel;
  userId: string | undefined;
  sessionId: string;
  nowMs: number;
  page: Page | undefined;
  messages: SimulatedMessage[];
};

export function createTape(
  options: Pick<Tape, "random" | "origin" | "visitor" | "device" | "channel" | "userId" | "nowMs">,
): Tape {
  const sessionId = formatUuid(uuidv7Bytes(options.nowMs, drawBytes(options.random, 10)));
  return { ...options, sessionId, page: undefined, messages: [] };
}

/** Goes to a page and records the view. */
export function recordPage(
  tape: Tape,
  page: { name: string; path: string; query?: Record<string, string>; title: string },
  properties: Record<string, unknown> = {},
): void {
  const landing = tape.page === undefined;
  const utm = landing && tape.channel.campaign ? describeUtm(tape.channel.campaign) : {};
  const query = new URLSearchParams({ ...page.query, ...utm }).toString();
  const search = query === "" ? "" : `?${query}`;
  const referrer = tape.page?.url ?? tape.channel.referrer;
  const url = `${tape.origin}${page.path}${search}`;
  tape.page = { url, path: page.path, search, title: page.title, referrer };
  record(tape, { type: "page", name: page.name, properties: { ...properties, ...tape.page, name: page.name } });
}

export function recordTrack(tape: Tape, event: string, properties: Record<string, unknown>): void {
  record(tape, { type: "track", event, properties });
}

/** Ties the browser to the person; every later message of this visit carries the userId. */
export function recordIdentify(tape: Tape): void {
  const { userId, name, email } = tape.visitor;
  tape.userId = userId;
  record(tape, { type: "identify", traits: { name, email } });
}

/** Lets time pass, at least one millisecond, so that no two messages of a visit share a time. */
export function wait(tape: Tape, durationMs: number): void {
  tape.nowMs += Math.max(1, Math.round(durationMs));
}

function record(
  tape: Tape,
  body: Pick<TrackingMessage, "event" | "name" | "properties" | "traits"> & Pick<SimulatedMessage, "type">,
): void {
  tape.messages.push({
    ...body,
    messageId: formatUuid(uuidv7Bytes(tape.nowMs, drawBytes(tape.random, 10))),
    anonymousId: tape.device.anonymousId,
    ...(tape.userId === undefined ? {} : { userId: tape.userId }),
    originalTimestamp: new Date(tape.nowMs).toISOString(),
    context: describeSurroundings(tape),
  });
  wait(tape, 1 + tape.random.int(40));
}

function describeSurroundings(tape: Tape): Record<string, unknown> {
  const { kind } = tape.device;
  // Like the browser SDK: the UTM set is read from the address, so it is there on the landing page only.
  const campaign = tape.page?.search.includes("utm_source=") ? { campaign: tape.channel.campaign } : {};
  return {
    library: { name: "@rapport/testkit", version: "0.1.0" },
    page: tape.page,
    ...campaign,
    userAgent: kind.userAgent,
    locale: tape.visitor.locale,
    timezone: tape.visitor.timezone,
    screen: { width: kind.width, height: kind.height, density: kind.density },
    sessionId: tape.sessionId,
  };
}

function describeUtm(campaign: NonNullable<Channel["campaign"]>): Record<string, string> {
  return { utm_source: campaign.source, utm_medium: campaign.medium, utm_campaign: campaign.name };
}
