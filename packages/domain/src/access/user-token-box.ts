import { createSecretKey } from "node:crypto";
import { USER_TOKEN_SECRET_PREFIX } from "@rapport/contracts/user-tokens";
import type { KeyRow } from "@rapport/store/queries/workspaces";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";
import type { UserTokenRule } from "./read-user-token.ts";

/** 256 bits, as many as the hash has (RFC 7518 §3.2). */
const SECRET_BYTES = 32;

/** What user tokens of a key are signed with, in any library: the text itself is the HMAC's key. */
export function generateUserTokenSecret(randomBytes: (size: number) => Uint8Array): string {
  return USER_TOKEN_SECRET_PREFIX + Buffer.from(randomBytes(SECRET_BYTES)).toString("base64url");
}

/** What a secret is bound to: copied to another key's row it does not open. */
export function userTokenPlace({ projectId, id }: Pick<KeyRow, "projectId" | "id">): string {
  return `keys/${projectId}/${id}/user-tokens`;
}

/**
 * What a key demands; undefined where it demands nothing. A secret that cannot be opened is as none: then nobody is believed,
 * what names nobody goes on, and operators are told.
 */
export function openUserTokenRule(
  { vault, log }: Pick<Services, "vault" | "log">,
  row: KeyRow,
): UserTokenRule | undefined {
  if (row.userTokens === "off") return undefined;
  const sealed = [
    { text: row.userTokenSecret, untilMs: Number.POSITIVE_INFINITY },
    { text: row.userTokenSecretBefore, untilMs: row.userTokenBeforeEndsAt?.getTime() ?? 0 },
  ];
  const secrets = sealed.flatMap(({ text, untilMs }) => {
    if (text === null) return [];
    try {
      return [{ key: createSecretKey(vault.box.open(text, userTokenPlace(row)), "utf8"), untilMs }];
    } catch (error) {
      log.error("A secret of user tokens cannot be read", { keyId: row.id, error: tellError(error) });
      return [];
    }
  });
  return { secrets, audiences: [row.id, row.projectId] };
}

type Sealed = Partial<Pick<KeyRow, "userTokenSecret" | "userTokenSecretBefore">>;

/** The secrets of one key for another in its place. */
export function reseal({ vault: { box } }: Pick<Services, "vault">, from: KeyRow, to: { id: string }): Sealed {
  const { projectId } = from;
  const move = (text: string | null) =>
    text === null ? null : box.seal(box.open(text, userTokenPlace(from)), userTokenPlace({ projectId, id: to.id }));
  return {
    userTokenSecret: move(from.userTokenSecret),
    userTokenSecretBefore: move(from.userTokenSecretBefore),
  };
}
