import { ERROR_CODES } from "@rapport/contracts/errors";
import { html, raw } from "hono/html";
import { z } from "zod";

/** The parts of an OpenAPI 3.1 document that the page shows. */
const operationSchema = z.object({
  operationId: z.string(),
  summary: z.string().default(""),
  tags: z.array(z.string()).default(["other"]),
  security: z.array(z.record(z.string(), z.unknown())).default([]),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().default(false), schema: z.unknown() }))
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string() })),
});
const documentSchema = z.object({
  info: z.object({ title: z.string(), version: z.string(), description: z.string().default("") }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
});
type Operation = z.infer<typeof operationSchema> & { method: string; path: string };

/** The API reference as one page without scripts, from the OpenAPI document: nothing is fetched from elsewhere. */
export function renderReference(document: unknown): string {
  const { info, paths } = documentSchema.parse(document);
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, operation]): Operation => ({ ...operation, method: method.toUpperCase(), path }),
    ),
  );
  const byTag = Map.groupBy(operations, (operation) => operation.tags[0] ?? "other");
  return String(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title} reference</title><link rel="stylesheet" href="/docs/reference.css"></head><body>
<nav aria-label="Operations"><h1>${info.title}</h1><p><a href="/openapi.json">openapi.json</a></p>
${[...byTag].map(([tag, entries]) => html`<h2>${tag}</h2><ul>${entries.map((entry) => html`<li><a href="#${entry.operationId}"><code>${entry.method}</code> ${entry.path}</a></li>`)}</ul>`)}
<h2>errors</h2><ul>${Object.keys(ERROR_CODES).map((code) => html`<li><a href="#error-${code}">${code}</a></li>`)}</ul></nav>
<main><p class="lead">${info.description}</p>
${[...byTag].map(([tag, entries]) => html`<h2>${tag}</h2>${entries.map(renderOperation)}`)}
<h2>errors</h2>${renderErrors()}</main></body></html>`);
}

function renderOperation(operation: Operation) {
  const { method, path, operationId, summary, parameters, requestBody, responses } = operation;
  const body = Object.values(requestBody?.content ?? {})[0]?.schema;
  return html`<article id="${operationId}"><h3><code>${method}</code> ${path}</h3><p>${summary}</p>
<p class="access">${accessOf(operation)}</p>
${parameters.length > 0 ? html`<h4>Parameters</h4><table><tr><th>Name</th><th>In</th><th>Type</th></tr>${parameters.map((p) => html`<tr><td><code>${p.name}</code>${p.required ? " *" : ""}</td><td>${p.in}</td><td><code>${typeOf(p.schema)}</code></td></tr>`)}</table>` : ""}
${body ? html`<h4>Body</h4>${renderFields(body)}` : ""}
<h4>Answers</h4><ul>${Object.entries(responses).map(([status, response]) => html`<li><code>${status}</code> ${response.description}</li>`)}</ul></article>`;
}

function accessOf(operation: Operation): string {
  const names = operation.security.flatMap((entry) => Object.keys(entry));
  return names.includes("writeKey") ? "Write key or secret key" : "Secret key";
}

function renderFields(schema: unknown) {
  const properties: unknown = Reflect.get(Object(schema), "properties");
  const required: unknown = Reflect.get(Object(schema), "required");
  if (typeof properties !== "object" || properties === null) return html`<p><code>${typeOf(schema)}</code></p>`;
  const names = Array.isArray(required) ? required : [];
  return html`<table><tr><th>Field</th><th>Type</th></tr>${Object.entries(properties).map(
    ([name, field]) =>
      html`<tr><td><code>${name}</code>${names.includes(name) ? " *" : ""}</td><td><code>${typeOf(field)}</code></td></tr>`,
  )}</table>`;
}

function renderErrors() {
  const rows = Object.entries(ERROR_CODES).map(
    ([code, { status, title, retryable }]) =>
      html`<tr id="error-${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td><td>${retryable ? "send again" : "fix and send anew"}</td></tr>`,
  );
  return html`<table><tr><th>Code</th><th>Status</th><th>Meaning</th><th>What to do</th></tr>${raw(rows.join(""))}</table>`;
}

/** A JSON Schema type in few words. */
function typeOf(schema: unknown): string {
  const { type, enum: values, items, anyOf, $ref } = Object(schema);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (Array.isArray(anyOf)) return [...new Set(anyOf.map(typeOf))].join(" | ");
  if (typeof $ref === "string") return $ref.split("/").at(-1) ?? "object";
  if (type === "array") return `${typeOf(items)}[]`;
  if (Array.isArray(type)) return type.join(" | ");
  return typeof type === "string" ? type : "any";
}
