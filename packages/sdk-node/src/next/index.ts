export type { Consent } from "../request/read-consent.ts";
export type { EventSink, RequestClient, RequestOptions } from "../request/request-client.ts";
export type { HeaderOptions, HeaderReader } from "./bind-headers.ts";
export { bindHeaders } from "./bind-headers.ts";
export type { RouteOptions } from "./with-rapport.ts";
export { withRapport } from "./with-rapport.ts";
