import type { OpenAPIHono } from "@hono/zod-openapi";
import { exportPersonSchema, personExportSchema } from "@rapport/contracts/person-export";
import type { Context as DomainContext } from "@rapport/domain/context";
import { tellError } from "@rapport/domain/logger";
import { exportPerson, findExportSubject } from "@rapport/domain/privacy/export-person";
import type { ExportRecord } from "@rapport/domain/privacy/to-record";
import type { Context } from "hono";
import { stream } from "hono/streaming";
import { defineRoute } from "../http/define-route.ts";
import { StreamedAnswer } from "../http/streamed-answer.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** Characters that are sent at a time. */
const CHUNK = 64 * 1_024;
const NDJSON = "application/x-ndjson";

/** Everything that is kept about a person, for themselves. */
export function registerPersonExport(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  defineRoute(
    app,
    services,
    {
      tag: "privacy",
      access: "secret",
      method: "post",
      path: "/api/v1/privacy/export",
      operationId: "exportPerson",
      summary:
        "Everything that is kept about a person, as one JSON object or, by `format` or Accept, a line for each record",
      body: exportPersonSchema,
      answer: personExportSchema,
      problems: ["not_found"],
    },
    async ({ ctx, body, c }) => {
      const found = await findExportSubject(ctx, body);
      const isLines = body.format === "ndjson" || c.req.header("accept")?.includes(NDJSON) === true;
      const texts = isLines ? writeLines(exportPerson(ctx, found)) : writeObject(exportPerson(ctx, found));
      c.header("Content-Type", isLines ? NDJSON : "application/json");
      c.header("Content-Disposition", `attachment; filename="person.${isLines ? "ndjson" : "json"}"`);
      return new StreamedAnswer(send(ctx, c, texts), { subject: found.subject, format: isLines ? "ndjson" : "json" });
    },
  );
}

/** Sends a page after the other, as fast as it is read. What fails half-way ends the answer without its last part. */
function send({ log }: DomainContext, c: Context<ApiEnv>, texts: AsyncGenerator<string>): Response {
  return stream(
    c,
    async (out) => {
      for await (const text of inChunks(texts)) {
        if (out.aborted) return;
        await out.write(text);
      }
    },
    async (error) => log.error("An export of a person broke off", { error: tellError(error) }),
  );
}

/** One object: a list for each part. */
async function* writeObject(records: AsyncGenerator<ExportRecord>): AsyncGenerator<string> {
  let section: string | undefined;
  for await (const next of records) {
    const json = JSON.stringify(next.record);
    if (next.section === section) yield `,\n${json}`;
    else yield `${section === undefined ? "{" : "],"}\n${JSON.stringify(next.section)}: [\n${json}`;
    ({ section } = next);
  }
  yield '],\n"complete": true}\n';
}

async function* writeLines(records: AsyncGenerator<ExportRecord>): AsyncGenerator<string> {
  for await (const { section, record } of records) yield `${JSON.stringify({ section, record })}\n`;
  yield `${JSON.stringify({ section: "complete", record: true })}\n`;
}

async function* inChunks(texts: AsyncGenerator<string>): AsyncGenerator<string> {
  let chunk = "";
  for await (const text of texts) {
    chunk += text;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = "";
  }
  if (chunk !== "") yield chunk;
}
