import { generatedContentSchema } from "@rapport/contracts/content";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import type { RouteCase } from "./route-case.ts";

const PATH = "/api/v1/content";
/** A piece in order, one whose text is too long, and the run that wrote them. */
export const content = { good: "", flawed: "", runId: "" };
const BRIEF = { channels: ["push", "meta-ad"], itemIds: ["kettle"], facts: ["Keeps water hot for 8 hours"] };

export async function seedContent(server: TestServer): Promise<void> {
  const body = { ...BRIEF, waitMs: 20_000 };
  const answer = await server.ask(`${PATH}/generate`, { body, key: server.secretKey });
  const { runId, data } = generatedContentSchema.parse(await answer.json());
  const [good, flawed] = data;
  Object.assign(content, { good: good?.id, flawed: flawed?.id, runId });
  const first = Object.keys(flawed?.variants[0]?.fields ?? {})[0] ?? "";
  const edit = { variants: { a: { [first]: "x".repeat(400) } } };
  await server.ask(`${PATH}/${content.flawed}`, { method: "PUT", body: edit, key: server.secretKey });
}

const missing = { path: `${PATH}/cnt_0` };

export const CONTENT_CASES: Record<string, RouteCase> = {
  generateContent: {
    access: "secret",
    good: () => ({ path: `${PATH}/generate`, body: BRIEF }),
    bad: { path: `${PATH}/generate`, body: { ...BRIEF, itemIds: ["nothing"] }, pointer: "/itemIds/0" },
  },
  listContent: {
    access: "secret",
    good: () => ({ path: `${PATH}?state=draft&channel=push` }),
    bad: { path: `${PATH}?channel=radio`, pointer: "/channel" },
  },
  getContent: {
    access: "secret",
    good: () => ({ path: `${PATH}/${content.good}` }),
    bad: { path: `${PATH}/${"x".repeat(65)}`, pointer: "/contentId" },
    missing,
  },
  editContent: {
    access: "secret",
    good: () => ({ path: `${PATH}/${content.good}`, method: "PUT", body: { variants: {} } }),
    bad: { path: `${PATH}/cnt_0`, method: "PUT", body: { variants: { z: {} } }, pointer: "/variants/z" },
    missing: { ...missing, method: "PUT", body: { variants: {} } },
  },
  approveContent: {
    access: "secret",
    good: () => ({ path: `${PATH}/${content.good}/approve`, method: "POST" }),
    bad: { path: `${PATH}/${"x".repeat(65)}/approve`, method: "POST", pointer: "/contentId" },
    missing: { path: `${PATH}/cnt_0/approve`, method: "POST" },
    conflicting: () => ({ path: `${PATH}/${content.flawed}/approve`, method: "POST" }),
  },
  rejectContent: {
    access: "secret",
    good: () => ({ path: `${PATH}/${content.flawed}/reject`, method: "POST" }),
    bad: { path: `${PATH}/${"x".repeat(65)}/reject`, method: "POST", pointer: "/contentId" },
    missing: { path: `${PATH}/cnt_0/reject`, method: "POST" },
  },
};
