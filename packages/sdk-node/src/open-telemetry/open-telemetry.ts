/** Values of a span or a measurement, by name. */
export type Attributes = Record<string, string | number>;

/** A span as OpenTelemetry has it; only what is used here. */
type Span = {
  setAttribute(name: string, value: string | number): unknown;
  setStatus(status: { code: number }): unknown;
  end(): void;
};

type Observable = {
  addCallback(observe: (result: { observe(value: number, attributes?: Attributes): void }) => void): void;
};

type InstrumentOptions = { unit?: string; description?: string };

/**
 * What the client uses of the package `@opentelemetry/api` (1.x): `import * as openTelemetry from "@opentelemetry/api"`. By its shape, so
 * that the client depends on nothing, and on no version of it.
 */
export type OpenTelemetry = {
  context: { active(): unknown };
  propagation: { inject(context: unknown, carrier: Record<string, string>): void };
  trace: {
    getTracer(
      name: string,
      version: string,
    ): {
      startSpan(name: string, options: { kind?: number; root?: boolean; attributes?: Attributes }): Span;
    };
    setSpan(context: unknown, span: Span): unknown;
  };
  metrics: {
    getMeter(
      name: string,
      version: string,
    ): {
      createObservableCounter(name: string, options: InstrumentOptions): Observable;
      createObservableUpDownCounter(name: string, options: InstrumentOptions): Observable;
      createHistogram(
        name: string,
        options: InstrumentOptions,
      ): { record(value: number, attributes?: Attributes): void };
    };
  };
};
