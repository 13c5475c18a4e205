export { rapportOf } from "../request/attach.ts";
export type { Consent } from "../request/read-consent.ts";
export type { EventSink, RequestClient, RequestOptions } from "../request/request-client.ts";
export type { FastifyRequest } from "./create-plugin.ts";
export { createPlugin } from "./create-plugin.ts";
