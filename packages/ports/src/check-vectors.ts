import { RapportError } from "@rapport/contracts/errors";
import type { VectorEntry, VectorQuery, VectorSpace } from "./vector-index.ts";
import { VECTOR_LIMITS } from "./vector-index.ts";

/** Names that every engine can tell apart, in a path and in a table as well. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/;
/** Printable ASCII, as the narrowest engine takes it. */
const ID = /^[\x21-\x7e]{1,255}$/;
const LABEL = /^[a-z][A-Za-z0-9_]{0,63}$/;

/** @throws RapportError invalid_parameter naming what of the space is wrong */
export function checkSpace({ projectId, name, dimension }: VectorSpace): void {
  if (!NAME.test(projectId)) refuse("projectId", "is no project id");
  if (!NAME.test(name)) refuse("name", "must be up to 100 letters, digits, . _ or -");
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > VECTOR_LIMITS.dimension)
    refuse("dimension", `must be a whole number from 1 to ${VECTOR_LIMITS.dimension}`);
}

/** Checks all before any is kept. @throws RapportError invalid_parameter naming the first entry that is wrong */
export function checkEntries(space: VectorSpace, entries: readonly VectorEntry[]): void {
  checkSpace(space);
  for (const [place, { id, vector, labels = {} }] of entries.entries()) {
    if (!ID.test(id)) refuse(`${place}.id`, "must be 1 to 255 printable ASCII characters");
    checkVector(`${place}.vector`, vector, space.dimension);
    const pairs = Object.entries(labels);
    if (pairs.length > VECTOR_LIMITS.labels) refuse(`${place}.labels`, `are more than ${VECTOR_LIMITS.labels}`);
    for (const [label, value] of pairs) {
      if (!LABEL.test(label)) refuse(`${place}.labels`, `has a name that is none: ${label}`);
      if (value.length > VECTOR_LIMITS.labelLength) refuse(`${place}.labels.${label}`, "is too long");
    }
  }
}

/** @throws RapportError invalid_parameter naming what of the query is wrong */
export function checkQuery(space: VectorSpace, { vector, limit, where = {} }: VectorQuery): void {
  checkSpace(space);
  checkVector("vector", vector, space.dimension);
  if (!Number.isInteger(limit) || limit < 1 || limit > VECTOR_LIMITS.matches)
    refuse("limit", `must be a whole number from 1 to ${VECTOR_LIMITS.matches}`);
  for (const label of Object.keys(where)) if (!LABEL.test(label)) refuse("where", `has a name that is none: ${label}`);
}

function checkVector(pointer: string, vector: Float32Array, dimension: number): void {
  if (vector.length !== dimension) refuse(pointer, `has ${vector.length} numbers, the space ${dimension}`);
  if (!vector.every(Number.isFinite)) refuse(pointer, "has a number that is not finite");
  // It points nowhere: no engine can say what is near it, and one refuses to keep it.
  if (vector.every((value) => value === 0)) refuse(pointer, "is all zero");
}

function refuse(pointer: string, message: string): never {
  const fields = [{ pointer, message }];
  throw new RapportError("invalid_parameter", `The vectors are not valid. ${pointer}: ${message}`, { fields });
}
