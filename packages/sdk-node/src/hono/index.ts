export { rapportOf } from "../request/attach.ts";
export type { Consent } from "../request/read-consent.ts";
export type { EventSink, RequestClient, RequestOptions } from "../request/request-client.ts";
export type { HonoContext } from "./create-middleware.ts";
export { createMiddleware } from "./create-middleware.ts";
