import { crmConformance } from "@rapport/ports/crm/conformance";
import { openFakeHubspot } from "@rapport/testkit/crm/open-fake-crm";
import { expect, test } from "vitest";

async function openFixture() {
  let nowMs = Date.UTC(2026, 10, 5, 12);
  const fake = await openFakeHubspot(() => nowMs);
  return {
    ...fake,
    own: { text: "rapport_grade", number: "rapport_score" },
    missingField: "rapport_x",
    put: ({ email, company, optedOut }: { email: string; company: string; optedOut?: boolean }) =>
      void fake.put({ email, company, ...(optedOut ? { hs_email_optout: "true" } : {}) }),
    emails: () => fake.contacts().map(({ email = "" }) => email),
    wait: (ms: number) => {
      nowMs += ms;
    },
    row: fake.put,
  };
}

crmConformance("hubspot", openFixture);

test("somebody is found by a further address of theirs, and under it", async () => {
  const { crm, row, close } = await openFixture();
  row({ email: "ada@firm.example", hs_additional_emails: "ada@home.example;a@firm.example" });
  const found = await crm.find(["ada@home.example"], []);
  expect(found).toMatchObject({ ok: true, value: [{ id: "51", email: "ada@home.example" }] });
  await close();
});
