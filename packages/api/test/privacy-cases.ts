import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import type { RouteCase } from "./route-case.ts";

const made = { requestId: "" };
const LONG = "x".repeat(256);
const PATH = "/api/v1/privacy";

/** A request, so that there is one to look at. */
export async function seedPrivacy(server: TestServer): Promise<void> {
  const answer = await server.ask(`${PATH}/suppress`, {
    body: { userId: "seeded", suppressed: true },
    key: server.secretKey,
  });
  made.requestId = (await answer.json()).id;
}

export const PRIVACY_CASES: Record<string, RouteCase> = {
  erasePerson: {
    access: "secret",
    good: () => ({ path: `${PATH}/erase`, body: { userId: "somebody-to-erase" } }),
    bad: { path: `${PATH}/erase`, body: { userId: "ada", anonymousId: "ada-device" }, pointer: "/userId" },
    missing: { path: `${PATH}/erase`, body: { profileId: "pro_01k2m3n4p5q6r7s8t9v0w1x2y4" } },
  },
  suppressPerson: {
    access: "secret",
    good: () => ({ path: `${PATH}/suppress`, body: { userId: "somebody-to-leave-out", suppressed: true } }),
    bad: { path: `${PATH}/suppress`, body: { userId: "ada", suppressed: "yes" }, pointer: "/suppressed" },
  },
  lookUpPerson: {
    access: "secret",
    good: () => ({ path: `${PATH}/lookup`, body: { userId: "ada" } }),
    bad: { path: `${PATH}/lookup`, body: { userId: "ada", anonymousId: "ada-device" }, pointer: "/userId" },
  },
  listPrivacyRequests: {
    access: "secret",
    good: () => ({ path: `${PATH}/requests?limit=5` }),
    bad: { path: `${PATH}/requests?cursor=x`, pointer: "/cursor" },
  },
  getPrivacyRequest: {
    access: "secret",
    good: () => ({ path: `${PATH}/requests/${made.requestId}` }),
    bad: { path: `${PATH}/requests/${LONG}`, pointer: "/requestId" },
    missing: { path: `${PATH}/requests/prq_01k2m3n4p5q6r7s8t9v0w1x2y4` },
  },
};
