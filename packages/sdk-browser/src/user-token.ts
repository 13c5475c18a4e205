import type { RecommendationQuery } from "@rapport/contracts/recommendations";
import { attempt } from "@rapport/sdk-core";
import type { CoreRapport, Plugin } from "./core-rapport.ts";
import type { Proof } from "./proof.ts";

export type UserTokenOptions = {
  /**
   * Called once for each token, two minutes before its end or as soon after as the page is visible: have your server sign
   * another one.
   */
  onExpiring?: () => void;
};

/** What this part reads of a token; whether it holds is for the server to say. */
type Claims = { sub?: unknown; exp?: number };

/** How long before its end a token is told of. */
const EARLY_MS = 120_000;

/**
 * Sends the visitor's user token, which your server signed, with every event that names them and with recommendations that are
 * asked for. For keys that demand user tokens; others take no notice of one.
 * @param read answers the present token; asked for each event, so it must be at hand. Nothing for visitors who are not signed in
 */
export function userToken(
  read: () => string | null | undefined,
  { onExpiring }: UserTokenOptions = {},
): Required<Plugin> {
  let told: string | undefined;
  let watched: string | undefined;
  /** Tells of the token's end once it is near; until then a timer waits for it. */
  const watch = () => {
    const token = attempt(read);
    if (!token || token === told || !onExpiring || document.hidden) return;
    const leftMs = Number(readClaims(token).exp) * 1_000 - EARLY_MS - Date.now();
    if (leftMs <= 0) {
      told = token;
      attempt(onExpiring);
    } else if (token !== watched) {
      watched = token;
      setTimeout(watch, leftMs);
    }
  };
  return {
    start(rapport) {
      Object.assign(rapport, { proof: () => prove(rapport, attempt(read)) } satisfies Proof);
      addEventListener("visibilitychange", watch);
      watch();
    },
    message(message) {
      watch();
      const token = message.userId && attempt(read);
      return token ? { ...message, context: { ...message.context, userToken: token } } : message;
    },
  };
}

/** The token to ask with. One that is over, or another user's, would cost the answer that the device has anyway. */
function prove(rapport: CoreRapport, token: string | null | undefined): Pick<RecommendationQuery, "userToken"> {
  const { sub, exp } = readClaims(token);
  return token && sub === rapport.userId() && Number(exp) * 1_000 > Date.now() ? { userToken: token } : {};
}

function readClaims(token: string | null | undefined): Claims {
  const claims = attempt((): unknown => {
    const text = atob(String(token).split(".")[1]?.replace(/-/g, "+").replace(/_/g, "/") ?? "");
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
  });
  return Object(claims);
}
