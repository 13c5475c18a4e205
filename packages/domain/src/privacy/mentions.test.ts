import { formatUuid } from "@rapport/contracts/ids";
import { expect, test } from "vitest";
import { formatProfileId } from "../profiles/profile-id.ts";
import { Mentions } from "./mentions.ts";

const PROFILE = formatUuid(new Uint8Array(16).fill(7));
const mentions = new Mentions([
  {
    id: "prq_1",
    profileIds: [PROFILE],
    identities: [
      { kind: "user", value: "usr_81" },
      { kind: "anonymous", value: "anna" },
      { kind: "user", value: "with space 1" },
    ],
    words: ["ada@example.com", "Ada Lovelace"],
  },
  { id: "prq_2", profileIds: [], identities: [{ kind: "user", value: 'quo"te-1' }], words: [] },
]);

test("marks ids, addresses and names wherever they stand in a text, and nothing that only begins like them", () => {
  const { text, owner } = mentions.mark(
    `Tell Ada Lovelace (usr_81, ada@example.com, ${formatProfileId(PROFILE)}). usr_812.`,
  );
  expect(text).toBe("Tell [erased] ([erased], [erased], [erased]). usr_812.");
  expect(owner).toBe("prq_1");
  expect(mentions.mark("It is with space 1.").text).toBe("It is [erased].");
  expect(mentions.mark("Nobody here").owner).toBeUndefined();
});

test("takes an ordinary word for an id only as the value of a key that holds ids", () => {
  const json = (value: object) => JSON.parse(mentions.mark(JSON.stringify(value)).text);
  expect(json({ userId: "anna", name: "anna", n: 81, in: { anonymousId: "anna" } })).toEqual({
    userId: "[erased]",
    name: "anna",
    n: 81,
    in: { anonymousId: "[erased]" },
  });
  expect(json({ usr_81: [{ text: `for ${PROFILE}` }] })).toEqual({ "[erased]": [{ text: "for [erased]" }] });
  expect(mentions.mark('{"userId":"anna","event":"cut sh').text).toBe('{"userId":"[erased]","event":"cut sh');
  expect(mentions.mark("userId=anna name=anna").text).toBe("userId=[erased] name=anna");
  expect(mentions.mark(JSON.stringify({ a: 'quo"te-1' }))).toEqual({ text: '{"a":"[erased]"}', owner: "prq_2" });
});

test("cuts people out of lists, and gives up what is about one of them", () => {
  const cut = (value: object) => mentions.cut(JSON.stringify(value)).text;
  const others = { members: [{ userId: "usr_9" }, { userId: "bob" }] };
  expect(cut({ members: [...others.members, { userId: "usr_81", traits: { city: "Rome" } }] })).toBe(
    JSON.stringify(others),
  );
  expect(cut({ data: { userId: "usr_81" } })).toBeUndefined();
  expect(cut(others)).toBe(JSON.stringify(others));
  expect(mentions.cut("no JSON for usr_81").text).toBeUndefined();
});

test("gives the database each word as it stands in JSON, too", () => {
  expect(mentions.words).toEqual(
    expect.arrayContaining([PROFILE, formatProfileId(PROFILE), "anna", 'quo"te-1', 'quo\\"te-1']),
  );
});
