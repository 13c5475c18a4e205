import { crmConformance } from "@rapport/ports/crm/conformance";
import { openFakeSalesforce } from "@rapport/testkit/crm/open-fake-crm";
import { expect, test } from "vitest";

async function openFixture() {
  let nowMs = Date.UTC(2026, 10, 5, 12);
  const fake = await openFakeSalesforce(() => nowMs);
  return {
    ...fake,
    own: { text: "Rapport_Grade__c", number: "Rapport_Score__c" },
    missingField: "Rapport_X__c",
    put: ({ email, company, optedOut = false }: { email: string; company: string; optedOut?: boolean }) =>
      void fake.put({ Email: email, LastName: "Doe", Company: company, HasOptedOutOfEmail: optedOut }),
    emails: () => fake.leads().map(({ Email }) => String(Email)),
    wait: (ms: number) => {
      nowMs += ms;
    },
    row: fake.put,
  };
}

crmConformance("salesforce", openFixture);

test("a converted lead is nobody any more, of several with one address the oldest counts, and stand-ins are no facts", async () => {
  const { crm, row, close } = await openFixture();
  row({ Email: "ada@firm.example", Company: "Before" }).IsConverted = true;
  row({ Email: "Ada@firm.example", Company: "[not provided]", Title: "Engineer" });
  row({ Email: "ada@firm.example", Company: "Later" });
  const found = await crm.find(["ada@firm.example"], []);
  expect(found.ok && found.value).toMatchObject([{ fields: { title: "Engineer" } }]);
  expect(found.ok && found.value[0]?.fields).not.toHaveProperty("company");
  await close();
});
