import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PlatformAnswer } from "./ad-platform.ts";
import type { Crm, CrmContact, CrmOutcome, CrmWrite } from "./crm.ts";

export type CrmFixture = {
  crm: Crm;
  /** Fields of the account's own making that take a text and a number. */
  own: { text: string; number: string };
  /** One that does not exist. */
  missingField: string;
  /** Puts somebody there who is like others, or has opted out. */
  put: (person: { email: string; company: string; optedOut?: boolean }) => void;
  /** Addresses there, copies included. */
  emails: () => string[];
  faults: readonly string[];
  inject: (fault: string, skip: number) => void;
  heal: () => void;
  wait: (ms: number) => void;
  close: () => Promise<void>;
};

const ADA: CrmWrite = {
  email: "ada.o'neil@firm.example",
  id: undefined,
  fields: { email: "ada.o'neil@firm.example", firstName: "Ada", lastName: "O'Neil", company: "Firm" },
  own: {},
};
const BOB: CrmWrite = { email: "bob@firm.example", id: undefined, fields: { email: "bob@firm.example" }, own: {} };

/** The guarantees of `Crm` as tests; every engine runs this suite. */
export function crmConformance(name: string, createFixture: () => Promise<CrmFixture>): void {
  describe(`crm contract: ${name}`, () => {
    let fixture: CrmFixture;
    beforeEach(async () => {
      fixture = await createFixture();
    });
    afterEach(() => fixture.close());
    exchanging(() => fixture);
    failing(() => fixture);
  });
}

function exchanging(get: () => CrmFixture): void {
  test("who is written is found by address with what was written, and changed without losing the rest", async () => {
    const { crm, own } = get();
    const write = { ...ADA, own: { [own.text]: "A1", [own.number]: 72.5 } };
    const [made] = value(await crm.write([write]));
    const id = idOf(made);
    const [found] = value(await crm.find([ADA.email], [own.text, own.number]));
    const values = { [own.text]: "A1", [own.number]: "72.5" };
    expect(found).toEqual({ id, email: ADA.email, fields: ADA.fields, own: values, optedOut: false });
    expect(crm.urlOf(id)).toMatch(/^https:\/\/.*\b\w*/);
    value(await crm.write([{ ...ADA, id, fields: { title: "Engineer" } }]));
    const [changed] = value(await crm.find([ADA.email], []));
    expect(changed?.fields).toEqual({ ...ADA.fields, title: "Engineer" });
    expect(value(await crm.find(["nobody@firm.example"], []))).toEqual([]);
  });

  test("everybody is listed once, page by page, with who has opted out", async () => {
    const { crm, put } = get();
    const people = Array.from({ length: 7 }, (_, n) => ({ email: `p${n}@firm.example`, company: "Firm" }));
    for (const [n, person] of people.entries()) put({ ...person, optedOut: n === 3 });
    const seen: CrmContact[] = [];
    let cursor: string | undefined;
    do {
      const page = value(await crm.list({ cursor, limit: 3 }));
      seen.push(...page.contacts);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(seen.map(({ email }) => email)).toEqual(people.map(({ email }) => email));
    expect(seen.filter(({ optedOut }) => optedOut).map(({ email }) => email)).toEqual(["p3@firm.example"]);
  });

  test("one bad address spoils no other, and a field that does not exist is named", async () => {
    const { crm, missingField, emails } = get();
    const bad = { ...BOB, email: "bob", fields: { email: "bob" } };
    const [first, second] = value(await crm.write([bad, ADA]));
    expect(first).toEqual({ email: "bob", refused: expect.any(String) });
    expect(idOf(second)).not.toBe("");
    const refused = await crm.find([ADA.email], [missingField]);
    expect(refused).toMatchObject({ ok: false, failure: { kind: "bad-request" } });
    expect(refused.ok ? "" : refused.failure.message).toContain(missingField);
    expect(emails()).toEqual([ADA.email]);
  });
}

function failing(get: () => CrmFixture): void {
  test("after each fault, wherever it strikes, a caller who reads back before repeating has made everybody once", async () => {
    const fixture = get();
    expect(fixture.faults.length).toBeGreaterThanOrEqual(12);
    for (const [number, fault] of fixture.faults.entries()) {
      for (const skip of [0, 1]) {
        const people = [ADA, BOB].map((person) => named(person, `${skip}${number}.${person.email}`));
        fixture.inject(fault, skip);
        await settle(fixture, people);
        const there = fixture.emails().filter((email) => email.startsWith(`${skip}${number}.`));
        expect(there, `${fault} after ${skip} requests`).toEqual(people.map(({ email }) => email));
      }
    }
  });

  test("no failure tells an address or a token", async () => {
    const fixture = get();
    for (const fault of fixture.faults) {
      fixture.inject(fault, 0);
      const answer = await fixture.crm.write([ADA]);
      if (!answer.ok) expect(JSON.stringify(answer.failure)).not.toMatch(/firm\.example|token-\d/);
      fixture.heal();
      fixture.wait(3_600_000);
    }
  });
}

/** Finds, makes whom it does not find, and begins again after every failure. */
async function settle({ crm, heal, wait }: CrmFixture, people: CrmWrite[]): Promise<void> {
  for (let round = 0; round < 6; round++) {
    const found = await crm.find(
      people.map(({ email }) => email),
      [],
    );
    const known = found.ok ? found.value.map(({ email }) => email) : [];
    const missing = people.filter(({ email }) => !known.includes(email));
    const answer = found.ok && missing.length > 0 ? await crm.write(missing) : found;
    if (answer.ok && missing.length === 0) return;
    const kind = answer.ok ? "" : answer.failure.kind;
    if (["disconnected", "sunset"].includes(kind)) heal();
    wait(answer.ok || !("retryAfterMs" in answer.failure) ? 1_000 : answer.failure.retryAfterMs);
  }
  throw new Error("It never succeeded");
}

function named(person: CrmWrite, email: string): CrmWrite {
  return { ...person, email, fields: { ...person.fields, email } };
}

function value<T>(answer: PlatformAnswer<T>): T {
  if (answer.ok) return answer.value;
  throw new Error(`${answer.failure.kind}: ${answer.failure.message}`);
}

function idOf(outcome: CrmOutcome | undefined): string {
  if (outcome && "id" in outcome) return outcome.id;
  throw new Error(`It was not written: ${outcome?.refused}`);
}
