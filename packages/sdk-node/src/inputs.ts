import type { MessageOptions } from "@rapport/sdk-core";

/** Whom a message is about: at least one id. */
export type Person = { userId: string; anonymousId?: string } | { anonymousId: string; userId?: string };

type Input = Person & MessageOptions;
type Facts = Record<string, unknown>;

/** Event names and their properties, unless a client is given a map of its own. */
export type AnyEvents = Record<string, Facts>;

/** One event of a map; its properties may be left out unless the map demands some. */
export type TrackInput<Events extends object = AnyEvents, Name extends keyof Events = keyof Events> = Input & {
  event: Name;
} & (Record<never, never> extends Events[Name] ? { properties?: Events[Name] } : { properties: Events[Name] });
export type IdentifyInput = Input & { traits?: Facts };
export type PageInput = Input & { name?: string; category?: string; properties?: Facts };
export type ScreenInput = PageInput;
export type GroupInput = Input & { groupId: string; traits?: Facts };
/** `userId` is the id to keep, `previousId` the one that becomes part of it. */
export type AliasInput = MessageOptions & { userId: string; previousId: string };
