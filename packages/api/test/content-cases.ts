import { generatedContentSchema } from "@rapport/contracts/content";
import { publishDueContent } from "@rapport/domain/content/content-publish";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import type { RouteCase } from "./route-case.ts";

const PATH = "/api/v1/content";
/** A piece in order, one whose text is too long, an approved one, a published one, and the run that wrote them. */
export const content = { good: "", flawed: "", tested: "", published: "", runId: "" };
const AT = { publishAt: "2099-03-01T09:00:00+01:00", timeZone: "Europe/Berlin" };
const [OURS, THEIRS] = ["We brew it slowly, and so it lasts! ", "One brews it, which takes time; it lasts. "].map(
  (text) => text.repeat(180),
) as [string, string]; // as: two go in
const BRIEF = {
  channels: ["push", "meta-ad", "email", "linkedin-ad"],
  itemIds: ["kettle"],
  facts: ["Keeps water hot for 8 hours"],
};

export async function seedContent(server: TestServer): Promise<void> {
  const body = { ...BRIEF, waitMs: 20_000 };
  const answer = await server.ask(`${PATH}/generate`, { body, key: server.secretKey });
  const { runId, data } = generatedContentSchema.parse(await answer.json());
  const [good, flawed, tested, published] = data.map(({ id }) => id);
  Object.assign(content, { good, flawed, tested, published, runId });
  const first = Object.keys(data[1]?.variants[0]?.fields ?? {})[0] ?? "";
  const edit = { variants: { a: { [first]: "x".repeat(2_000) } } };
  await server.ask(`${PATH}/${content.flawed}`, { method: "PUT", body: edit, key: server.secretKey });
  for (const id of [content.tested, content.published])
    await server.ask(`${PATH}/${id}/approve`, { method: "POST", key: server.secretKey });
  await server.ask(`${PATH}/${content.published}/schedule`, { method: "PUT", body: AT, key: server.secretKey });
  const { services } = server.composition();
  const now = () => Date.parse("2100-01-01T00:00:00Z");
  await publishDueContent({ ...services, now, projectId: server.projectId, actor: { kind: "system" } });
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
    conflicting: () => ({ path: `${PATH}/${content.published}`, method: "PUT", body: { variants: {} } }),
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
    conflicting: () => ({ path: `${PATH}/${content.published}/reject`, method: "POST" }),
  },
  matchVoice: {
    access: "secret",
    good: () => ({ path: `${PATH}/voice`, body: { own: [OURS, OURS], others: [THEIRS, THEIRS], text: OURS } }),
    bad: { path: `${PATH}/voice`, body: { own: ["Too short"], others: [THEIRS], text: "A" }, pointer: "/own" },
  },
  readContentCalendar: {
    access: "secret",
    good: () => ({ path: `${PATH}/calendar?from=2027-03-01T00:00:00Z&until=2027-04-01T00:00:00Z` }),
    bad: { path: `${PATH}/calendar?from=2027-03-01T00:00:00Z&until=2027-06-01T00:00:00Z`, pointer: "/until" },
    empty: { data: [], more: false },
  },
  scheduleContent: {
    access: "secret",
    good: () => ({ path: `${PATH}/${content.good}/schedule`, method: "PUT", body: AT }),
    bad: { path: `${PATH}/cnt_0/schedule`, method: "PUT", body: { ...AT, timeZone: "Mars" }, pointer: "/timeZone" },
    missing: { path: `${PATH}/cnt_0/schedule`, method: "PUT", body: AT },
    conflicting: () => ({ path: `${PATH}/${content.published}/schedule`, method: "PUT", body: AT }),
  },
  unscheduleContent: {
    access: "secret",
    good: () => ({ path: `${PATH}/${content.good}/schedule`, method: "DELETE" }),
    bad: { path: `${PATH}/${"x".repeat(65)}/schedule`, method: "DELETE", pointer: "/contentId" },
    missing: { path: `${PATH}/cnt_0/schedule`, method: "DELETE" },
    conflicting: () => ({ path: `${PATH}/${content.published}/schedule`, method: "DELETE" }),
  },
  draftContentExperiment: {
    access: "secret",
    good: () => ({ path: `${PATH}/${content.tested}/experiment`, body: {} }),
    bad: { path: `${PATH}/cnt_0/experiment`, body: { unit: "household" }, pointer: "/unit" },
    missing: { path: `${PATH}/cnt_0/experiment`, body: {} },
    conflicting: () => ({ path: `${PATH}/${content.flawed}/experiment`, body: {} }),
  },
};
