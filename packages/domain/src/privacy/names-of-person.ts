/** Traits whose values name a person (the tracking protocol's reserved ones). */
const NAMING = new Set(["email", "phone", "name", "username", "firstname", "lastname"]);
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * What may name a person in a text besides their ids: values of the traits that do so, and e-mail addresses in any other.
 */
export function namesOfPerson(traits: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(traits).flatMap(([key, value]) =>
    typeof value === "string" && (NAMING.has(key.toLowerCase().replaceAll(/[_-]/g, "")) || EMAIL.test(value))
      ? [value]
      : [],
  );
}
