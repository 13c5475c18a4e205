import { leadCriteriaSchema, putLeadCriteriaSchema } from "@rapport/contracts/leads";
import { expect, test } from "vitest";
import { toForm, toPut } from "./criteria-form.ts";

const criteria = leadCriteriaSchema.parse({
  ...putLeadCriteriaSchema.parse({
    fit: [{ key: "on_pro", name: "On pro", text: 'trait plan = "pro"', points: 60 }],
    signals: [{ event: "Demo Requested", points: 20 }],
    halfLifeDays: 30,
  }),
  version: 3,
  updatedAt: null,
  updatedBy: null,
  scoredAt: null,
});

test("what is not edited is sent as it was, and nothing is lost on the way", () => {
  const { version: _, updatedAt: __, updatedBy: ___, scoredAt: ____, ...put } = criteria;
  expect(toPut(criteria, toForm(criteria))).toEqual(put);
});

test("a new criterion gets a key of its own that the server takes, an empty row is left out", () => {
  const form = toForm(criteria);
  const row = { key: "", name: "On pro", text: "email", points: "-5" };
  const empty = { ...row, id: 3, name: " ", text: "" };
  const sent = toPut(criteria, {
    ...form,
    fit: [...form.fit, { ...row, id: 1 }, { ...row, id: 2, name: "42 ☕" }, empty],
  });
  expect(sent.fit.map(({ key }) => key)).toEqual(["on_pro", "on_pro_2", "criterion"]);
  expect(putLeadCriteriaSchema.safeParse(sent).success).toBe(true);
});
