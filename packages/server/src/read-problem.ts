import { problemSchema, RapportError } from "@rapport/contracts/errors";

/** The error that a server has answered. */
export async function readProblem(response: Response): Promise<RapportError> {
  const problem = problemSchema.parse(await response.json());
  const retryAfter = Number(response.headers.get("retry-after"));
  return new RapportError(problem.code, problem.detail, {
    fields: problem.errors ?? [],
    ...(retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}),
  });
}
