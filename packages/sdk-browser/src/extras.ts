import type { EncodedMessage } from "@rapport/sdk-core";
import type { Transport } from "./send-body.ts";
import type { Place } from "./storage.ts";

/** What a client may have beyond the core. */
export type Extras = {
  /** Shrinks bodies, and serves browsers that cannot keep a request alive. */
  transport?: Transport;
  /** Another place for the visitor's ids. */
  cookie?: Place;
  /** More of the context that every message carries. */
  describe?: () => Record<string, unknown>;
  /** Another encoding of messages, e.g. one that repairs what JSON cannot hold. */
  encodeWith?: (message: object) => EncodedMessage;
};
