import { createClaim } from "@rapport/domain/text-safety/claims";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import type { RouteCase } from "./route-case.ts";

const LONG = "x".repeat(65);
const PATH = "/api/v1/text-safety";
const ids = { staying: "", doomed: "" };
const claim = {
  statement: "Our kettle is the fastest in the test of 2026.",
  evidence: "Test report 17 of March 2026.",
};

export async function seedTextSafety(server: TestServer): Promise<void> {
  const { services } = server.composition();
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  for (const kind of ["staying", "doomed"] as const)
    ids[kind] = (await createClaim(ctx, { ...claim, evidenceUrl: null, validUntil: null })).id;
}

export const TEXT_SAFETY_CASES: Record<string, RouteCase> = {
  checkText: {
    access: "secret",
    good: () => ({ path: `${PATH}/check`, body: { text: "Write to ada@example.com", channel: "social" } }),
    bad: { path: `${PATH}/check`, body: { text: "a", channel: "billboard" }, pointer: "/channel" },
    empty: {
      verdict: "review",
      findings: [
        {
          kind: "personal-data",
          severity: "review",
          start: 9,
          end: 24,
          excerpt: "ad…om",
          message: "Holds an e-mail address; take it out unless it is the business's own.",
        },
      ],
      moderator: "rapport-lists",
    },
  },
  listBannedWords: {
    access: "secret",
    good: () => ({ path: `${PATH}/banned-words` }),
    bad: { path: `${PATH}/banned-words?limit=1`, pointer: "" },
  },
  putBannedWords: {
    access: "secret",
    good: () => ({ path: `${PATH}/banned-words`, method: "PUT", body: { words: [{ phrase: "cheap" }] } }),
    bad: { path: `${PATH}/banned-words`, method: "PUT", body: { words: [{ phrase: "" }] }, pointer: "/words/0/phrase" },
  },
  listClaims: {
    access: "secret",
    good: () => ({ path: `${PATH}/claims` }),
    bad: { path: `${PATH}/claims?limit=1`, pointer: "" },
  },
  createClaim: {
    access: "secret",
    good: () => ({ path: `${PATH}/claims`, body: claim }),
    bad: { path: `${PATH}/claims`, body: { ...claim, evidence: "" }, pointer: "/evidence" },
  },
  putClaim: {
    access: "secret",
    good: () => ({ path: `${PATH}/claims/${ids.staying}`, method: "PUT", body: claim }),
    bad: { path: `${PATH}/claims/${LONG}`, method: "PUT", body: claim, pointer: "/claimId" },
    missing: { path: `${PATH}/claims/clm_0`, method: "PUT", body: claim },
  },
  deleteClaim: {
    access: "secret",
    good: () => ({ path: `${PATH}/claims/${ids.doomed}`, method: "DELETE" }),
    bad: { path: `${PATH}/claims/${LONG}`, method: "DELETE", pointer: "/claimId" },
    missing: { path: `${PATH}/claims/clm_0`, method: "DELETE" },
  },
};
