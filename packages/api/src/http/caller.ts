import type { KeyKind } from "@rapport/contracts/keys";
import type { UserTokenRule } from "@rapport/domain/access/read-user-token";
import type { Actor } from "@rapport/domain/context";

/** Who asks: a key of a project, a member, or a console that a key has signed in. */
export type Caller = {
  projectId: string;
  kind: KeyKind;
  keyId: string;
  /** What its requests must be signed with; absent when they need no signature. */
  signingSecret?: string;
  /** Set where its requests must prove the users that they name. */
  userTokens?: UserTokenRule;
  actor: Actor;
  /** What it may do with the product API; a write key only what every such key may. */
  permissions: readonly string[];
};
