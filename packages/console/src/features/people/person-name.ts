import type { ProfileSummary } from "@rapport/contracts/profiles";

type Person = Pick<ProfileSummary, "userId" | "traits">;

/** What to call a person: name, else e-mail, else the host application's id; undefined for one nobody knows yet. */
export function personName(person: Person): string | undefined {
  const full = [readTrait(person, "firstName"), readTrait(person, "lastName")].filter(Boolean).join(" ");
  return readTrait(person, "name") ?? (full || undefined) ?? readTrait(person, "email") ?? person.userId ?? undefined;
}

/** A trait that is a text, without the space around it. */
export function readTrait(person: Pick<Person, "traits">, key: string): string | undefined {
  const value = person.traits[key];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}
