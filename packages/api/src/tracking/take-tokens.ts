import { USER_TOKEN_FIELD } from "@rapport/contracts/user-tokens";

/** Messages without the user tokens that came with them, and those by the place of their message. */
export type TakenTokens = { messages: readonly unknown[]; tokens: ReadonlyMap<number, unknown> };

const NONE: ReadonlyMap<number, unknown> = new Map();

/**
 * Takes user tokens out of messages before anything else sees them: a token is whoever holds it, so none may reach the log, a
 * stream, a sample of what was rejected or an error. Whatever the key demands; messages that carry none are not copied.
 */
export function takeTokens(messages: readonly unknown[]): TakenTokens {
  let taken: { messages: unknown[]; tokens: Map<number, unknown> } | undefined;
  for (let i = 0; i < messages.length; i++) {
    const context = contextOf(messages[i]);
    if (context?.[USER_TOKEN_FIELD] === undefined) continue;
    taken ??= { messages: [...messages], tokens: new Map() };
    const { [USER_TOKEN_FIELD]: token, ...rest } = context;
    taken.messages[i] = { ...Object(messages[i]), context: rest };
    if (token !== null && token !== "") taken.tokens.set(i, token);
  }
  return taken ?? { messages, tokens: NONE };
}

function contextOf(message: unknown): Record<string, unknown> | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  // as: any member of an object may be asked for
  const { context } = message as { context?: unknown };
  if (typeof context !== "object" || context === null || Array.isArray(context)) return undefined;
  return context as Record<string, unknown>; // as: an object, checked just above
}
