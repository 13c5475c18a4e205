import type { MessageOptions } from "@rapport/sdk-core";

/** Whom a message is about: at least one id. */
export type Person = { userId: string; anonymousId?: string } | { anonymousId: string; userId?: string };

type Input = Person & MessageOptions;
type Facts = Record<string, unknown>;

export type TrackInput = Input & { event: string; properties?: Facts };
export type IdentifyInput = Input & { traits?: Facts };
export type PageInput = Input & { name?: string; category?: string; properties?: Facts };
export type ScreenInput = PageInput;
export type GroupInput = Input & { groupId: string; traits?: Facts };
/** `userId` is the id to keep, `previousId` the one that becomes part of it. */
export type AliasInput = MessageOptions & { userId: string; previousId: string };
