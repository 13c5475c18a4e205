import { RapportError } from "@rapport/contracts/errors";
import { expect, test } from "vitest";
import { classifyFailure, describeFailure } from "./classify-failure.ts";

const failure = (code: unknown) => Object.assign(new Error("words of the database"), { code });
const wrapped = (cause: Error) => new Error("Failed query: insert … params: ada@example.com", { cause });

test.each([
  ["a character that text refuses", failure("22P05"), "poison"],
  ["a constraint", failure("23505"), "poison"],
  ["a limit of the engine", failure("54001"), "poison"],
  ["a lost connection", failure("08006"), "transient"],
  ["a deadlock", failure("40P01"), "transient"],
  ["a transaction that stood still", failure("25P03"), "transient"],
  ["too many connections", failure("53300"), "transient"],
  ["a server that shuts down", failure("57P01"), "transient"],
  ["a refused socket", failure("ECONNREFUSED"), "transient"],
  ["a connection that the client lost", failure("CONNECTION_CLOSED"), "transient"],
  ["an embedded engine that was restarted", new RapportError("unavailable", "again"), "transient"],
  ["a statement that ran out of time", failure("57014"), "timeout"],
  [
    "an embedded engine that a statement wedged",
    new RapportError("unavailable", "", { cause: failure("57014") }),
    "timeout",
  ],
  ["a missing table", failure("42P01"), "unexplained"],
  ["an error of our own", new TypeError("x"), "unexplained"],
  ["a code that is none", failure(5), "unexplained"],
  ["a text", "x", "unexplained"],
])("%s is classified, wrapped or not", (_name, error, expected) => {
  expect(classifyFailure(error)).toBe(expected);
  if (error instanceof Error) expect(classifyFailure(wrapped(error))).toBe(expected);
});

test("a failure is described without the statement's parameters, which hold people's data", () => {
  expect(describeFailure(wrapped(failure("22P05")))).toBe("Error: words of the database");
});
