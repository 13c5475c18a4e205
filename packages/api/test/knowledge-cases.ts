import { addDocument } from "@rapport/domain/knowledge/add-document";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import type { RouteCase } from "./route-case.ts";

const LONG = "x".repeat(65);
const PATH = "/api/v1/knowledge/documents";
const ids = { staying: "", doomed: "", catalog: "" };
const text = { kind: "text", format: "markdown", language: "en" } as const;

export async function seedKnowledge(server: TestServer): Promise<void> {
  const { services } = server.composition();
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  const add = async (title: string, body: string) => (await addDocument(ctx, { ...text, title, text: body })).id;
  ids.staying = await add("Returns", "# Refunds\n\nRefunds are paid within 14 days.");
  ids.doomed = await add("Doomed", "Nothing.");
  ids.catalog = (await addDocument(ctx, { kind: "catalog", language: "en" })).id;
}

export const KNOWLEDGE_CASES: Record<string, RouteCase> = {
  listDocuments: {
    access: "secret",
    good: () => ({ path: `${PATH}?state=ready&limit=2` }),
    bad: { path: `${PATH}?state=lost`, pointer: "/state" },
  },
  addDocument: {
    access: "secret",
    good: () => ({ path: PATH, body: { kind: "text", title: "Shipping", text: "We ship on Mondays." } }),
    bad: { path: PATH, body: { kind: "text", title: "", text: "a" }, pointer: "/title" },
    conflicting: () => ({ path: PATH, body: { kind: "text", title: "a", text: "b", key: "catalog:0" } }),
  },
  getDocument: one("GET", () => ids.staying),
  deleteDocument: one("DELETE", () => ids.doomed),
  refreshDocument: {
    ...one("POST", () => ids.catalog, "/refresh"),
    conflicting: () => ({ path: `${PATH}/${ids.staying}/refresh`, method: "POST" }),
  },
  queryKnowledge: {
    access: "secret",
    good: () => ({ path: "/api/v1/knowledge/query", body: { question: "When are refunds paid?" } }),
    bad: { path: "/api/v1/knowledge/query", body: { question: " " }, pointer: "/question" },
    empty: {
      status: "unknown",
      answer: "I do not know: the documents do not answer this.",
      questionType: "fact",
      queries: ["When are refunds paid?"],
      passages: [],
      claims: [],
      groundedness: 0,
      confidence: 0,
      model: null,
      reranker: "rapport-lexical",
    },
  },
};

function one(method: string, id: () => string, end = ""): RouteCase {
  const callOf = (documentId: string) => ({ path: `${PATH}/${documentId}${end}`, method });
  return {
    access: "secret",
    good: () => callOf(id()),
    bad: { ...callOf(LONG), pointer: "/documentId" },
    missing: callOf("kdc_0"),
  };
}
