import { RapportError } from "@rapport/contracts/errors";

/** What a segment that is not there is answered with. */
export function noSegment(id: string): RapportError {
  return new RapportError("not_found", `There is no segment with the id “${id}” in this project`);
}
