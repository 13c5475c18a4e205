import { z } from "zod";
import type { Services } from "../context.ts";

const subjectSchema = z.object({
  profileIds: z.array(z.string()),
  identities: z.array(z.object({ kind: z.enum(["anonymous", "user"]), value: z.string() })),
  /** What names the person besides: e-mail address, telephone number, full name. */
  words: z.array(z.string()),
});

/** Whom a request is about. */
export type Subject = z.infer<typeof subjectSchema>;

type Place = { projectId: string; id: string };
const placeOf = ({ projectId, id }: Place) => `privacy/${projectId}/${id}`;

/** Encrypts it for as long as there is something left to delete. */
export function sealSubject({ vault }: Pick<Services, "vault">, place: Place, subject: Subject): string {
  return vault.box.seal(JSON.stringify(subject), placeOf(place));
}

/** @throws RapportError internal where the deployment's secret is another one */
export function openSubject({ vault }: Pick<Services, "vault">, row: Place & { sealed: string }): Subject {
  return subjectSchema.parse(JSON.parse(vault.box.open(row.sealed, placeOf(row))));
}
