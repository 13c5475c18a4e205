import type { OpenAPIHono } from "@hono/zod-openapi";
import { createRoute } from "@hono/zod-openapi";
import type { Area, Verb } from "@rapport/contracts/access";
import type { ErrorCode, ProblemField } from "@rapport/contracts/errors";
import { ERROR_CODES, problemSchema, RapportError } from "@rapport/contracts/errors";
import { quotaProblemSchema } from "@rapport/contracts/messages";
import type { Context as DomainContext } from "@rapport/domain/context";
import type { Context } from "hono";
import { z } from "zod";
import { EXAMPLES } from "../examples/examples.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { inspectValue } from "../tracking/inspect-value.ts";
import type { Hold, Work } from "./admission.ts";
import { authenticate, requirePermission, requireSecret, toContext } from "./authenticate.ts";
import type { Caller } from "./caller.ts";
import { announcedBytes, readJsonBody, readTextBody } from "./read-body.ts";
import { StreamedAnswer } from "./streamed-answer.ts";

/** One route of the product API: its description for people and machines, and what it parses. */
export type RouteDefinition<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType> = {
  method: "get" | "post" | "put" | "delete";
  /** OpenAPI form: `/api/v1/users/{userId}`. */
  path: string;
  operationId: string;
  /** What it is about, and what a caller needs a permission for. */
  tag: Area;
  /** What it does there; absent: a GET reads, the others write. */
  verb?: Verb;
  /** The handler looks at `reach` itself; without it, who may only touch their own things is refused. */
  owned?: boolean;
  /** The handler answers only what the caller's permissions cover, area by area: none of them is asked for at the door. */
  sifts?: true;
  summary: string;
  /** `public`: a write key may call it. `secret`: a secret key or the console. */
  access: "public" | "secret";
  /** True where the request makes what its path names: it is never missing. */
  creates?: boolean;
  /** What gives way under load, and when; absent: reads give way as reads, changes as messages. */
  work?: Work;
  /** It makes an event, and the workspace's quota may refuse that. */
  metered?: boolean;
  params?: P;
  query?: Q;
  body?: B;
  /** The body is a file's text, not JSON. */
  text?: boolean;
  answer: A;
  /** Problems of this route beside those of every one like it. */
  problems?: readonly ErrorCode[];
};

type AnyRouteDefinition = RouteDefinition<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

/** What a handler gets, parsed. */
export type RouteInput<P, Q, B> = {
  ctx: DomainContext;
  caller: Caller;
  /** `own`: only what the caller made. */
  reach: "any" | "own";
  params: P;
  query: Q;
  body: B;
  c: Context<ApiEnv>;
};

/**
 * Mounts a route: authenticates, parses params, query and body (every problem names its field), calls the handler
 * and answers its result. The same definition makes the OpenAPI document.
 */
export function defineRoute<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  app: OpenAPIHono<ApiEnv>,
  services: ApiServices,
  definition: RouteDefinition<P, Q, B, A>,
  handler: (input: RouteInput<z.output<P>, z.output<Q>, z.output<B>>) => Promise<z.input<A> | StreamedAnswer>,
): void {
  describeRoute(app, definition);
  const isRead = verbOf(definition) === "read";
  const isAudited = !isRead && definition.access === "secret";
  // Of what is sent to a list, the answer tells more than its first page does.
  const hasState = isAudited && definition.method !== "post" && definition.path.includes("{");
  const trail = services.auditTrail;
  const toInput = (c: Context<ApiEnv>, caller: Caller, parts: object) =>
    ({
      ctx: toContext(services, caller),
      caller,
      params: parse(definition.params, c.req.param(), "invalid_parameter"),
      c,
      ...parts,
    }) as RouteInput<z.output<P>, z.output<Q>, z.output<B>>; // as: each part is parsed by its own schema
  if (definition.method === "get") {
    trail.addRead(definition.path, (c, caller) =>
      handler(toInput(c, caller, { reach: "any", query: parse(definition.query, {}, "invalid_parameter") })),
    );
  }
  app.on(definition.method.toUpperCase(), definition.path.replaceAll(/\{(\w+)\}/g, ":$1"), async (c) => {
    const caller = await authenticate(services, c);
    const reach = authorize(caller, definition);
    const work = definition.work ?? (definition.method === "get" ? "read" : "track");
    const hold = services.admission.open(work, "known", announcedBytes(c));
    try {
      const query = parse(definition.query, c.req.query(), "invalid_parameter");
      const input = toInput(c, caller, { reach, query, body: await readBody(c, definition, hold) });
      const before = hasState ? await trail.look(definition.path, c, caller) : undefined;
      const result = await handler(input);
      if (isAudited) {
        const answered = result instanceof StreamedAnswer ? result.audited : result;
        const after = hasState ? await trail.look(definition.path, c, caller) : answered;
        await trail.add(
          { ...input.ctx, store: services.store.forProject(caller.projectId) },
          { action: definition.operationId, target: targetOf(c), requestId: c.get("requestId"), before, after },
        );
      }
      return result instanceof StreamedAnswer ? result.response : c.json(result);
    } finally {
      hold.release();
    }
  });
}

function verbOf({ verb, method }: Pick<AnyRouteDefinition, "verb" | "method">): Verb {
  return verb ?? (method === "get" ? "read" : "write");
}

/** What a change was made to: the parameters of the path. */
function targetOf(c: Context<ApiEnv>): string {
  return Object.entries(c.req.param())
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

async function readBody(c: Context<ApiEnv>, { body, text }: AnyRouteDefinition, hold: Hold): Promise<unknown> {
  if (text) return readTextBody(c, hold);
  return body ? parse(body, (await readJsonBody(c, hold)).value, "invalid_body") : undefined;
}

/** Nothing is allowed that is not in the caller's list; a write key has what `public` routes give it. */
export function authorize(
  caller: Caller,
  definition: Pick<AnyRouteDefinition, "access" | "tag" | "owned" | "sifts" | "verb" | "method">,
): "any" | "own" {
  const { access, tag, owned = false, sifts = false } = definition;
  if (access === "public" && caller.kind === "write") return "any";
  requireSecret(caller);
  if (sifts) return "any";
  const reach = requirePermission(caller, tag, verbOf(definition));
  if (reach === "own" && !owned) throw new RapportError("forbidden", "Your role allows this for your own things only");
  return reach;
}

function parse(schema: z.ZodType | undefined, value: unknown, code: ErrorCode): unknown {
  return schema && parsePart(schema, value, code);
}

/** A part of a request by its schema. @throws RapportError of this code, naming each field at fault */
export function parsePart<S extends z.ZodType>(schema: S, value: unknown, code: ErrorCode): z.output<S> {
  // First what no engine below can hold (NUL, half surrogates) and what overflows a validator's stack (depth).
  const found = inspectValue(value);
  if (found) throw invalid(code, [{ pointer: found.path, message: found.message }]);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalid(
    code,
    result.error.issues.slice(0, 20).map((issue) => ({
      pointer: issue.path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join(""),
      message: issue.message,
    })),
  );
}

function invalid(code: ErrorCode, fields: ProblemField[]): RapportError {
  const first = fields[0];
  return new RapportError(code, first ? `${first.pointer || "The value"}: ${first.message}` : "Not valid", { fields });
}

/** What can go wrong with a route of this shape; a test produces each. */
function problemsOf({ access, params, body, creates = false, problems = [] }: AnyRouteDefinition): ErrorCode[] {
  return [
    ...problems,
    "invalid_parameter",
    "unauthorized",
    ...(access === "secret" || body ? (["forbidden"] as const) : []),
    ...(params && !creates ? (["not_found"] as const) : []),
    ...(body ? (["body_too_large", "unsupported_encoding"] as const) : []),
    "overloaded",
  ];
}

const METERED = {
  description: "The plan does not allow it now",
  content: { "application/problem+json": { schema: quotaProblemSchema } },
};

const exampleOf = (example: unknown) => (example === undefined ? {} : { example });

function describeRoute(app: OpenAPIHono<ApiEnv>, definition: AnyRouteDefinition): void {
  const { method, path, operationId, tag, summary, access, params, query, body, text, answer } = definition;
  const examples = EXAMPLES[operationId] ?? {};
  const mediaType = text ? "text/plain" : "application/json";
  app.openAPIRegistry.registerPath(
    createRoute({
      method,
      path,
      operationId,
      tags: [tag],
      summary,
      // What a role or a key needs for it, for people who make roles and for the test of all roles.
      ...(definition.sifts ? {} : { "x-permission": `${tag}:${verbOf(definition)}` }),
      security: access === "public" ? [{ writeKey: [] }, { secretKey: [] }] : [{ secretKey: [] }],
      request: {
        ...(params instanceof z.ZodObject ? { params } : {}),
        ...(query instanceof z.ZodObject ? { query } : {}),
        ...(body
          ? { body: { required: true, content: { [mediaType]: { schema: body, ...exampleOf(examples.body) } } } }
          : {}),
      },
      responses: {
        200: {
          description: "Done",
          content: { "application/json": { schema: answer, ...exampleOf(examples.answer) } },
        },
        ...Object.fromEntries(
          problemsOf(definition).map((code) => [
            ERROR_CODES[code].status,
            {
              description: ERROR_CODES[code].title,
              content: { "application/problem+json": { schema: problemSchema } },
            },
          ]),
        ),
        ...(definition.metered ? { 429: METERED } : {}),
      },
    }),
  );
}
