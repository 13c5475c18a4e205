/** What a request and an answer of a route look like. A test holds each to the schema of its route. */
export type RouteExample = { body?: unknown; answer?: unknown };

/** By operation id. */
export type RouteExamples = Readonly<Record<string, RouteExample>>;
