import type { TestRequest } from "@rapport/testkit/server/compose-test-server";

/** How to call one operation of the OpenAPI document. */
export type RouteCase = {
  /**
   * Who may call it: any key, a secret key or the console, a secret key through the tracking API, or whom an admin lets
   * give access to others, which no secret key does by itself.
   */
  access: "any" | "secret" | "import" | "admin";
  /** A call that must succeed once `SEED` is stored. */
  good: () => Call;
  /** A call that a key which may make it gets a 400 for, and the place that the problem names. */
  bad: Call & { pointer: string };
  /** What a project without anything answers; the empty list when absent. */
  empty?: object;
  /** It makes events, which a quota may refuse. */
  metered?: true;
  /** A call for something that is not there. */
  missing?: Call;
  /** A call that what is stored does not allow. */
  conflicting?: () => Call;
};
export type Call = { path: string } & Omit<TestRequest, "key">;
