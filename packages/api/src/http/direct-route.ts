import type { Context as DomainContext } from "@rapport/domain/context";
import type { z } from "zod";
import type { ApiServices } from "../services.ts";
import type { Surface } from "./api-metrics.ts";
import { authenticateKey, readKey, toContext } from "./authenticate.ts";
import type { Caller } from "./caller.ts";
import type { RouteDefinition } from "./define-route.ts";
import { authorize, parsePart } from "./define-route.ts";
import type { Exchange } from "./exchange.ts";
import { announcedBytes, readJsonBody } from "./read-body.ts";

/** A POST that is answered by Node itself. */
export type DirectRoute = {
  surface: Surface;
  /** Headers of every answer, beside those of all surfaces. */
  headers: Record<string, string>;
  /** Whether it is answered here only with a key in its headers: the rest is left to Hono, which knows cookies. */
  needsKey: boolean;
  /** The answer's body, JSON. */
  answer: (c: Exchange) => Promise<string>;
};

type Handler<B, A> = (input: { ctx: DomainContext; caller: Caller; body: B }) => Promise<A>;

/**
 * A route of the product API that takes a JSON body and changes nothing, as `defineRoute` answers it to a key.
 * @param write the answer as JSON
 */
export function answerByKey<B extends z.ZodType, A extends object>(
  services: ApiServices,
  definition: RouteDefinition<z.ZodType, z.ZodType, B, z.ZodType> & { body: B },
  handler: Handler<z.output<B>, A>,
  write: (answer: A) => string,
): DirectRoute {
  const answer = async (c: Exchange) => {
    const caller = await authenticateKey(services, readKey(c));
    authorize(caller, definition);
    const hold = services.admission.open(definition.work ?? "read", "known", announcedBytes(c));
    try {
      const body = parsePart(definition.body, (await readJsonBody(c, hold)).value, "invalid_body");
      return write(await handler({ ctx: toContext(services, caller), caller, body }));
    } finally {
      hold.release();
    }
  };
  return { surface: "product", headers: { "Cache-Control": "no-store" }, needsKey: true, answer };
}
