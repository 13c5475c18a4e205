import type { MessageType } from "@rapport/contracts/messages";
import { MESSAGE_TYPES } from "@rapport/contracts/messages";

/** What a path of the tracking API takes: one message of a type, or a batch of any, perhaps of times long past. */
export type TrackingRoute = { type: MessageType | undefined; historical: boolean };

/** Paths of single messages: the long ones, the short ones of browser clients, and those of the product API. */
const SINGLE_PATHS: Record<MessageType, readonly string[]> = {
  track: ["/v1/track", "/v1/t", "/api/v1/events/track"],
  identify: ["/v1/identify", "/v1/i", "/api/v1/users/identify"],
  page: ["/v1/page", "/v1/p"],
  screen: ["/v1/screen", "/v1/s"],
  group: ["/v1/group", "/v1/g"],
  alias: ["/v1/alias", "/v1/a"],
};
const BATCH_PATHS = ["/v1/batch", "/v1/b", "/beacon/v1/batch", "/api/v1/events/batch"];
const IMPORT_PATH = "/v1/import";

/** Every path that takes messages, also below `basePath` where there is one. */
export function trackingRoutes(basePath: string): Map<string, TrackingRoute> {
  const routes = new Map<string, TrackingRoute>();
  for (const base of ["", basePath]) {
    for (const type of MESSAGE_TYPES) {
      for (const path of SINGLE_PATHS[type]) routes.set(base + path, { type, historical: false });
    }
    for (const path of BATCH_PATHS) routes.set(base + path, { type: undefined, historical: false });
    routes.set(base + IMPORT_PATH, { type: undefined, historical: true });
  }
  return routes;
}
