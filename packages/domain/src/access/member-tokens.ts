import { createHmac, timingSafeEqual } from "node:crypto";
import { RapportError } from "@rapport/contracts/errors";
import type { MemberToken, MemberTokenPair } from "@rapport/contracts/member-tokens";
import { MEMBER_TOKEN_SECONDS } from "@rapport/contracts/member-tokens";
import type { MemberTokenRow } from "@rapport/store/queries/member-tokens";
import {
  advanceMemberToken,
  deleteMemberToken,
  deleteTokensOfMember,
  findMemberToken,
  insertMemberToken,
  listMemberTokens,
} from "@rapport/store/queries/member-tokens";
import { jwtVerify, SignJWT } from "jose";
import type { Services } from "../context.ts";

/** Chains that a member may have in a project at a time. */
const MOST_CHAINS = 50;
const ISSUER = "rapport";
const PREFIX = "rt_";
/** Random bytes of a chain's name: told to its holder only. */
const ID_BYTES = 15;

/** Whom a token speaks for. */
export type TokenHolder = { memberId: string; projectId: string };
type Chain = TokenHolder & { id: string };

/**
 * Tokens by which a program acts as a member, for as long as it is used: an access token (JWT, RFC 9068) of ten minutes, and a
 * refresh token that works once and is answered with the next. One that is shown a second time was stolen, or its thief was
 * first: the whole chain ends (RFC 9700 §4.14.2). Nothing of them is stored but the chain's number, so a copy of the database
 * opens nothing; a chain whose row goes is over at once, also for access tokens.
 * @param secret of the installation, the same on every server
 */
export class MemberTokens {
  readonly #services: Services;
  readonly #secret: Uint8Array;

  constructor(services: Services, secret: string) {
    this.#services = services;
    this.#secret = createHmac("sha256", secret).update("member tokens").digest();
  }

  /** Begins a chain. */
  async create(holder: TokenHolder, name: string): Promise<MemberTokenPair> {
    const { store, randomBytes } = this.#services;
    const id = Buffer.from(randomBytes(ID_BYTES)).toString("base64url");
    const row = { ...holder, id, name, expiresAt: this.#end() };
    await store.withTransaction((tx) => insertMemberToken(tx, row, MOST_CHAINS));
    return this.#pair({ ...holder, id }, 0);
  }

  /** The next pair of a chain. @throws RapportError unauthorized when the token is not ours, over, or was shown before */
  async refresh(refreshToken: string): Promise<MemberTokenPair> {
    const { store } = this.#services;
    const { generation, ...place } = this.#read(refreshToken);
    const now = new Date(this.#services.now());
    const row = await findMemberToken(store.db, place, now);
    if (!row) throw over();
    if (await advanceMemberToken(store.db, { ...place, generation, now, expiresAt: this.#end() })) {
      return this.#pair({ ...place, memberId: row.memberId }, generation + 1);
    }
    await deleteMemberToken(store.db, place);
    this.#services.log.warn("A refresh token was shown twice; its chain has ended", { projectId: place.projectId });
    throw new RapportError(
      "unauthorized",
      "This refresh token was used before, so all tokens that came after it have ended: sign in again",
    );
  }

  /** Ends the chain of a token, if it is one of ours. */
  async revoke(refreshToken: string): Promise<void> {
    const { projectId, id } = this.#read(refreshToken);
    await deleteMemberToken(this.#services.store.db, { projectId, id });
  }

  /** Ends one of a member's own chains. @throws RapportError not_found */
  async end({ memberId, ...place }: Chain): Promise<void> {
    const { store, now } = this.#services;
    const row = await findMemberToken(store.db, place, new Date(now()));
    if (row?.memberId !== memberId || !(await deleteMemberToken(store.db, place))) {
      throw new RapportError("not_found", "You have no such token");
    }
  }

  /** Ends all of a member's chains: whoever changes their password may fear that somebody else is in. */
  async endAll(memberId: string): Promise<void> {
    await deleteTokensOfMember(this.#services.store.db, memberId);
  }

  async list(holder: TokenHolder): Promise<MemberToken[]> {
    const now = new Date(this.#services.now());
    return (await listMemberTokens(this.#services.store.db, { ...holder, now })).map(toMemberToken);
  }

  /** Whom an access token speaks for. @throws RapportError unauthorized when it is not ours, over, or its chain has ended */
  async authenticate(accessToken: string): Promise<TokenHolder> {
    const now = new Date(this.#services.now());
    const { projectId, id, memberId } = await this.#verify(accessToken, now);
    const row = await findMemberToken(this.#services.store.db, { projectId, id }, now);
    if (row?.memberId !== memberId) throw over();
    return { memberId, projectId };
  }

  async #verify(token: string, now: Date): Promise<Chain> {
    try {
      const { payload } = await jwtVerify(token, this.#secret, {
        ...{ issuer: ISSUER, audience: ISSUER, algorithms: ["HS256"], typ: "at+jwt", currentDate: now },
        requiredClaims: ["sub", "exp", "project", "chain"],
      });
      return { memberId: String(payload.sub), projectId: String(payload.project), id: String(payload.chain) };
    } catch (cause) {
      const isOld = Reflect.get(Object(cause), "code") === "ERR_JWT_EXPIRED";
      const why = isOld ? "is over: renew it by its refresh token" : "is not one of ours";
      throw new RapportError("unauthorized", `This access token ${why}`, { cause });
    }
  }

  async #pair(chain: Chain, generation: number): Promise<MemberTokenPair> {
    const seconds = Math.floor(this.#services.now() / 1_000);
    const accessToken = await new SignJWT({ project: chain.projectId, chain: chain.id })
      .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
      .setIssuer(ISSUER)
      .setAudience(ISSUER)
      .setSubject(chain.memberId)
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + MEMBER_TOKEN_SECONDS.access)
      .sign(this.#secret);
    const refreshToken = this.#write(chain, generation);
    const expiresIn = MEMBER_TOKEN_SECONDS.access;
    return { id: chain.id, accessToken, tokenType: "Bearer", expiresIn, refreshToken };
  }

  #write({ projectId, id }: Pick<Chain, "projectId" | "id">, generation: number): string {
    const named = `${projectId}.${id}.${generation}`;
    return `${PREFIX}${named}.${this.#sign(named).toString("base64url")}`;
  }

  #read(token: string): { projectId: string; id: string; generation: number } {
    const [projectId = "", id = "", number = "", signature = ""] = token.slice(PREFIX.length).split(".");
    const expected = this.#sign(`${projectId}.${id}.${number}`);
    const given = Buffer.from(signature, "base64url");
    const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
    if (!token.startsWith(PREFIX) || !isOurs) {
      throw new RapportError("unauthorized", "This refresh token is not one of ours");
    }
    return { projectId, id, generation: Number(number) };
  }

  #sign(text: string): Buffer {
    return createHmac("sha256", this.#secret).update(`refresh ${text}`).digest();
  }

  #end(): Date {
    return new Date(this.#services.now() + MEMBER_TOKEN_SECONDS.refresh * 1_000);
  }
}

function over(): RapportError {
  return new RapportError("unauthorized", "This token is over or was revoked: sign in again");
}

function toMemberToken({ id, name, createdAt, refreshedAt, expiresAt }: MemberTokenRow): MemberToken {
  const [created, refreshed, expires] = [createdAt, refreshedAt, expiresAt].map((at) => at.toISOString());
  return { id, name, createdAt: created ?? "", refreshedAt: refreshed ?? "", expiresAt: expires ?? "" };
}
