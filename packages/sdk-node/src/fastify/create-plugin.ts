import { attach } from "../request/attach.ts";
import type { EventSink, RequestOptions } from "../request/request-client.ts";
import { bindRequest } from "../request/request-client.ts";
import { readNodeVisit } from "../request/visit.ts";

/** What is read of a request of Fastify 4 or 5. */
export type FastifyRequest = {
  headers: Record<string, string | string[] | undefined>;
  protocol: string;
  url: string;
  ip: string;
};

type Hook = (request: FastifyRequest, reply: unknown, done: () => void) => void;
type Instance = { addHook(name: "onRequest", hook: Hook): unknown };
type Plugin = (instance: Instance, options: unknown, done: () => void) => void;

/**
 * Plugin that gives each request a client of its own, for `rapportOf(request)`. The visitor's address is Fastify's
 * `request.ip`, which follows its setting `trustProxy`.
 */
export function createPlugin(rapport: EventSink, options: RequestOptions<FastifyRequest> = {}): Plugin {
  const plugin: Plugin = (instance, _options, done) => {
    instance.addHook("onRequest", (request, _reply, next) => {
      const { headers, protocol, url, ip } = request;
      const visit = readNodeVisit(headers, `${protocol}://${headers.host}${url}`, ip);
      attach(request, bindRequest(rapport, request, visit, options));
      next();
    });
    done();
  };
  // Fastify's sign for a plugin whose hooks hold for the whole application, not for the plugin's own routes.
  return Object.assign(plugin, { [Symbol.for("skip-override")]: true });
}
