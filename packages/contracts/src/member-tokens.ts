import { z } from "zod";

/** How long a pair lives: the access token for minutes, what renews it for as long as it is used. */
export const MEMBER_TOKEN_SECONDS = { access: 600, refresh: 30 * 86_400 } as const;

export const createMemberTokenSchema = z.object({
  /** What it is for: "nightly report". */
  name: z.string().trim().min(1).max(100),
});

export const refreshMemberTokenSchema = z.object({ refreshToken: z.string().min(1).max(1_000) });

/** A pair, as OAuth 2.0 answers it (RFC 6749 §5.1), in our spelling. */
export const memberTokenPairSchema = z.object({
  id: z.string(),
  /** JWT (RFC 9068) for `Authorization: Bearer`. */
  accessToken: z.string(),
  tokenType: z.literal("Bearer"),
  /** Seconds until the access token is over. */
  expiresIn: z.number().int(),
  /** Works once, and is answered with the next one. */
  refreshToken: z.string(),
});
export type MemberTokenPair = z.infer<typeof memberTokenPairSchema>;

/** One program's way in, as its member sees it. */
export const memberTokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  refreshedAt: z.string(),
  expiresAt: z.string(),
});
export const memberTokenListSchema = z.object({ data: z.array(memberTokenSchema) });
export type MemberToken = z.infer<typeof memberTokenSchema>;
