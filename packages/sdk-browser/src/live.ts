import { attempt } from "@rapport/sdk-core";
import type { CoreRapport, InitOptions, Plugin } from "./core-rapport.ts";

export type LiveOptions = {
  /** Shortest time between two updates, milliseconds. Default 5,000. */
  everyMs?: number;
  /** Called when something changed for the visitor; default: slots are filled anew. */
  onChange?: () => void;
};

/** Notices that come this soon after what the visitor saw or clicked in a slot are of that, and no reason to fill it anew. */
const ECHO_MS = 3_000;
const RETRY_MS = 5_000;
const RETRY_MAX_MS = 300_000;

/**
 * Follows the visitor's own profile while the page is visible, and fills the slots anew when it changed. By server-sent events
 * with a token that this device alone gets; without a stream slots are filled with each page, as ever.
 */
export function live({ everyMs = 5_000, onChange = refillSlots }: LiveOptions = {}): Required<Plugin> {
  let quietUntilMs = 0;
  const change = () => {
    const nowMs = Date.now();
    if (nowMs < quietUntilMs) return;
    quietUntilMs = nowMs + everyMs;
    attempt(onChange);
  };
  return {
    start(rapport, options) {
      attempt(() => follow(rapport, options, change));
    },
    message(message) {
      if (String(message.event).startsWith("Recommendation ")) {
        quietUntilMs = Math.max(quietUntilMs, Date.now() + ECHO_MS);
      }
      return message;
    },
  };
}

/** One stream while the page is visible; a new token for each, so that one which ended with its token goes on. */
function follow(rapport: CoreRapport, options: InitOptions, change: () => void): void {
  const host = options.host.replace(/\/+$/, "");
  const key = options.writeKey || options.apiKey || "";
  let source: EventSource | undefined;
  let opening = false;
  let waitMs = RETRY_MS;
  const close = () => {
    source?.close();
    source = undefined;
  };
  const again = () => {
    close();
    // Full jitter: pages that lost one server do not come back together.
    setTimeout(open, Math.random() * waitMs);
    waitMs = Math.min(RETRY_MAX_MS, waitMs * 2);
  };
  async function open(): Promise<void> {
    if (document.hidden || source || opening || rapport.consent() !== "granted") return;
    opening = true;
    const token = await requestToken(host, key, rapport.anonymousId()).catch(() => undefined);
    opening = false;
    if (!token) return again();
    source = new EventSource(`${host}/api/v1/stream?token=${encodeURIComponent(token)}`);
    source.onmessage = ({ data }) =>
      attempt(() => {
        waitMs = RETRY_MS;
        if (JSON.parse(data).kind === "changed") change();
      });
    for (const name of ["error", "end"]) source.addEventListener(name, again);
  }
  // What happens to the document reaches the window, too.
  addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  void rapport.ready.then(open);
}

async function requestToken(host: string, key: string, anonymousId: string): Promise<string | undefined> {
  const response = await fetch(`${host}/api/v1/stream/token`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ anonymousId }),
  });
  const { token } = await response.json();
  return token;
}

/** The slots extension fills every slot without a state; one that the visitor is busy with stays as it is. */
function refillSlots(): void {
  for (const slot of document.querySelectorAll("[data-rapport-slot][data-rapport-state]")) {
    if (slot.matches("[data-rapport-state=loading],:hover,:focus-within")) continue;
    slot.removeAttribute("data-rapport-state");
    // It looks again when nodes come or go.
    const nudge = document.createComment("");
    slot.append(nudge);
    nudge.remove();
  }
}
