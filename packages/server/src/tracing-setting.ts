import type { TracingSetting } from "@rapport/agents/tracing/run-tracing";
import { z } from "zod";

/** Settings of traces of what agents do. None is sent anywhere without them; the names are those that each kind of collector knows. */
export const tracingVariables = {
  /** `true`: runs are told to LangSmith, or whoever speaks its protocol at `LANGSMITH_ENDPOINT`, with the key `LANGSMITH_API_KEY`. */
  LANGSMITH_TRACING: z.enum(["true", "false"]).optional(),
  /** A collector of OpenTelemetry, e.g. `http://localhost:4318`: spans go to `/v1/traces` of it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** The whole address, where it is another one. */
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** Headers that the collector asks for: `name=value,other=value`, percent-encoded. */
  OTEL_EXPORTER_OTLP_HEADERS: z.string().max(8_192).optional(),
  OTEL_SERVICE_NAME: z.string().min(1).max(255).default("rapport"),
};

/** How the tracing library is told to begin by itself, whole states with it: since states hold what people wrote, it must not. */
const SWITCHES = ["LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGCHAIN_TRACING"] as const;
const HIDE = ["LANGSMITH_HIDE_INPUTS", "LANGSMITH_HIDE_OUTPUTS"] as const;

/** Where traces go. What may be sent there is not the library's decision any more: see `PrivateTracer`. */
export function toTracingSetting(env: z.output<z.ZodObject<typeof tracingVariables>>): TracingSetting {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole } = env;
  const url = whole ?? (base === undefined ? undefined : `${base.replace(/\/+$/, "")}/v1/traces`);
  const headers = readHeaders(env.OTEL_EXPORTER_OTLP_HEADERS ?? "");
  const otlp = url === undefined ? undefined : { url, headers, service: env.OTEL_SERVICE_NAME };
  return { langSmith: env.LANGSMITH_TRACING === "true", otlp };
}

/** Keeps the library from tracing by itself, in this process and from now on. */
export function silenceLibraryTraces(environment: NodeJS.ProcessEnv): void {
  for (const name of SWITCHES) environment[name] = "false";
  for (const name of HIDE) environment[name] = "true";
}

function readHeaders(text: string): Record<string, string> {
  const pairs = text.split(",").map((pair) => pair.split("="));
  return Object.fromEntries(
    pairs.flatMap(([name = "", ...value]) =>
      name.trim() === "" ? [] : [[name.trim(), decodeURIComponent(value.join("=").trim())]],
    ),
  );
}
