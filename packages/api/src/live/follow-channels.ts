import type { LiveMessage, StoredEvent } from "@rapport/contracts/events";
import type { Context } from "@rapport/domain/context";
import { readStoredEventsAfter } from "@rapport/domain/events/read-stored-events-after";
import { findProfileId } from "@rapport/domain/profiles/find-profile-id";
import type { LivePlace } from "@rapport/domain/realtime/live-router";
import { keysOf } from "@rapport/domain/realtime/live-router";
import type { ApiServices } from "../services.ts";
import type { LiveSession } from "./live-session.ts";

/** Stored events read at a time on resume. */
const REPLAY_PAGE = 1_000;

/** Keys of the router that a channel stands for at first; a person's profile is found out. */
async function keysOfChannel(ctx: Context, channel: string): Promise<string[]> {
  const [, kind = "", id = ""] = /^(\w+):(.+)$/su.exec(channel) ?? [];
  if (kind === "segment") return [channel];
  if (kind !== "person" && kind !== "device") return ["events"];
  const profileId = await findProfileId(ctx, kind === "device" ? { anonymousId: id } : { id });
  const own = kind === "device" ? [`anonymous:${id}`] : [`anonymous:${id}`, `user:${id}`, `profile:${id}`];
  return profileId === undefined ? own : [...own, `profile:${profileId}`];
}

/** A channel, and the keys of the router that it stands for; keys are added as they are found out. */
export type Followed = { channel: string; keys: string[] };

/**
 * Channels with their keys. The only look into the store that a stream needs before it is open: done before anything is
 * answered, so that who asks while the store is busy is told so, and when to come back.
 */
export async function findLiveKeys(ctx: Context, channels: readonly string[]): Promise<Followed[]> {
  let found: Followed[] = [];
  for (const channel of new Set(channels)) found = [...found, { channel, keys: await keysOfChannel(ctx, channel) }];
  return found;
}

/** Which channels of a follower a message belongs to, and what follows from it. A list: there are few, and thousands of readers. */
export class Following {
  readonly #channels: readonly Followed[];
  #place: LivePlace | undefined;

  /** Begins to bring live messages of the channels to the session. */
  static start(
    { live }: Pick<ApiServices, "live">,
    projectId: string,
    channels: readonly Followed[],
    session: LiveSession,
  ): Following {
    const following = new Following(channels);
    const keys = channels.flatMap((followed) => followed.keys);
    following.#place = live.follow(projectId, keys, (message, met) => following.#take(session, message, met));
    return following;
  }

  constructor(channels: readonly Followed[]) {
    this.#channels = channels;
  }

  stop(): void {
    this.#place?.leave();
  }

  /** Writes every stored event of the channels after `afterSeq`, page by page: to end early would leave a gap. */
  async replay(ctx: Context, session: LiveSession, afterSeq: number, settled: number): Promise<void> {
    let last: number | undefined = afterSeq;
    while (last !== undefined && !session.isOver) {
      const events: StoredEvent[] = await readStoredEventsAfter(ctx, last, REPLAY_PAGE);
      for (const event of events) {
        const message: LiveMessage = { kind: "event", event };
        const channels = this.#channelsOf(message, keysOf(message));
        for (const channel of channels.filter(isNoticed)) session.notice(channel);
        if (!channels.some((channel) => !isNoticed(channel))) continue;
        await session.replay(event.seq, Math.min(event.seq, settled), textOf(message));
      }
      last = events.length === REPLAY_PAGE ? events.at(-1)?.seq : undefined;
    }
  }

  #take(session: LiveSession, message: LiveMessage, keys: readonly string[]): void {
    const channels = this.#channelsOf(message, keys);
    for (const channel of channels.filter(isNoticed)) session.notice(channel);
    if (channels.some((channel) => !isNoticed(channel))) session.push(message, textOf(message));
  }

  /** A person's events come under new profiles as devices are tied to people: each that is met is followed from then on. */
  #channelsOf(message: LiveMessage, keys: readonly string[]): string[] {
    const found = this.#channels.filter((followed) => followed.keys.some((key) => keys.includes(key)));
    if (message.kind === "event") {
      const profile = `profile:${message.event.profileId}`;
      for (const { channel, keys: own } of found) {
        if (!(channel.startsWith("person:") || isNoticed(channel)) || own.includes(profile)) continue;
        own.push(profile);
        this.#place?.add(profile);
      }
    }
    return found.map(({ channel }) => channel);
  }
}

/** Channels that tell that something changed, and nothing else. */
function isNoticed(channel: string): boolean {
  return channel.startsWith("device:");
}

const texts = new WeakMap<LiveMessage, string>();

/** A message as JSON, made once for all its readers. */
function textOf(message: LiveMessage): string {
  const known = texts.get(message);
  if (known !== undefined) return known;
  const text = JSON.stringify(message);
  texts.set(message, text);
  return text;
}
