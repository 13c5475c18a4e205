import type { TrackingMessage } from "@rapport/contracts/messages";
import type { Report } from "./delivery.ts";
import type { Transport } from "./send-body.ts";
import type { Place } from "./storage.ts";

/** What a client may have beyond the core. */
export type Extras = {
  /** Shrinks bodies, and serves browsers that cannot keep a request alive. */
  transport?: Transport;
  /** A place for the visitor's ids that other sites of the domain share. */
  widePlace?: Place;
  /** More of the context that every message carries, asked for once for each address of the page. */
  describe?: () => Record<string, unknown>;
  /** Another encoding of messages, e.g. one that repairs what JSON cannot hold. */
  encodeWith?: (message: TrackingMessage, report: Report) => string;
};
