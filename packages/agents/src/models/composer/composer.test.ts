import type { ModelTask } from "@rapport/ports/language-model";
import { expect, test } from "vitest";
import { z } from "zod";
import { createLanguageModel } from "../create-language-model.ts";
import { COMPOSER_MODEL, Composer } from "./composer.ts";

const greetSchema = z.object({ name: z.string() });
const writers = {
  greet: (input: unknown, seed: number) => ({ text: `Hello ${greetSchema.parse(input).name}`, seed }),
  tell: (input: unknown) => `One two, ${greetSchema.parse(input).name}.\nThree `,
};
const base = { role: "draft", projectId: "prj_1", instructions: "Greet.", input: { name: "Ada" } } as const;
const greet: ModelTask<{ text: string; seed: number }> = {
  ...base,
  name: "greet",
  schema: z.object({ text: z.string(), seed: z.number() }),
};
const tell: ModelTask<string> = { ...base, name: "tell", schema: z.string() };

test("the composer answers equal questions with equal values, and names itself", async () => {
  const [one, other] = [new Composer(writers), new Composer(writers)].map(createLanguageModel);
  const answer = await one?.generate(greet);
  expect(answer).toMatchObject({ value: { text: "Hello Ada" }, model: COMPOSER_MODEL, cached: false });
  expect(await other?.generate(greet)).toEqual(answer);
  expect((await one?.generate({ ...greet, input: { name: "Bo" } }))?.value.seed).not.toBe(answer?.value.seed);
});

test("streamed pieces concatenate to the whole answer", async () => {
  const pieces: string[] = [];
  for await (const piece of createLanguageModel(new Composer(writers)).stream(tell)) pieces.push(piece);
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.join("")).toBe("One two, Ada.\nThree ");
});

test("a task without a writer is refused by name", async () => {
  await expect(createLanguageModel(new Composer(writers)).generate({ ...tell, name: "sing" })).rejects.toThrow(/sing/);
});

test("an answer that does not fit the schema is refused", async () => {
  const wrong = { ...greet, schema: z.object({ text: z.string(), seed: z.string() }) };
  await expect(createLanguageModel(new Composer(writers)).generate(wrong)).rejects.toMatchObject({ code: "internal" });
});
