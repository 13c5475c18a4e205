import { expect, test } from "vitest";
import { readConfig } from "./config.ts";

test("traces go nowhere unless a collector is named, and the library never begins by itself", () => {
  const environment: NodeJS.ProcessEnv = {
    LANGSMITH_TRACING: "true",
    LANGSMITH_HIDE_OUTPUTS: "false",
    LANGCHAIN_TRACING_V2: "true",
  };
  expect(readConfig({}).tracing).toEqual({ langSmith: false, otlp: undefined });
  expect(readConfig(environment).tracing).toEqual({ langSmith: true, otlp: undefined });
  expect(environment).toMatchObject({
    LANGSMITH_TRACING: "false",
    LANGCHAIN_TRACING_V2: "false",
    LANGSMITH_HIDE_INPUTS: "true",
    LANGSMITH_HIDE_OUTPUTS: "true",
  });
  const otel = {
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318/",
    OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b,x-other=c=d",
  };
  expect(readConfig(otel).tracing?.otlp).toEqual({
    url: "http://127.0.0.1:4318/v1/traces",
    headers: { "x-key": "a b", "x-other": "c=d" },
    service: "rapport",
  });
  expect(() => readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" })).toThrow("OTEL_EXPORTER_OTLP_ENDPOINT");
});
