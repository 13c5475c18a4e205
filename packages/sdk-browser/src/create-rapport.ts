import { encodeMessage } from "@rapport/sdk-core";
import { cookie } from "./cookie.ts";
import type { CoreRapport } from "./core-rapport.ts";
import { createCore } from "./create-core.ts";
import { describeDevice } from "./describe-device.ts";
import { createFullTransport } from "./full-transport.ts";
import type { Recommendations } from "./recommendations.ts";
import { createRecommendations } from "./recommendations.ts";

/** The client of a page with everything it records and asks. `Events` maps event names to their properties. */
export type Rapport<Events extends object = Record<string, Record<string, unknown>>> = CoreRapport<Events> &
  Recommendations;

/** A client that is not set up yet. Calls are kept, with the time they were made, until it is. */
export function createRapport<Events extends object = Record<string, Record<string, unknown>>>(
  now?: () => number,
): Rapport<Events> {
  const core = createCore(now, {
    transport: createFullTransport,
    widePlace: cookie,
    describe: describeDevice,
    encodeWith(message, report) {
      const { text, sanitised } = encodeMessage(message);
      if (sanitised) report("value_left_out", "", [String(message.messageId)]);
      return text;
    },
  });
  // as: a map of events narrows what the caller may pass and changes nothing here
  return Object.assign(core, createRecommendations(core)) as Rapport<Events>;
}
