/**
 * Statements of one transaction that need not wait for each other's answers: they are sent in this order and the database runs
 * them in it. Resolves when all are answered, so that none is left to run when the transaction ends.
 * @throws the failure of the first that failed; what came behind it failed for its sake
 */
export async function together<const T extends readonly unknown[]>(
  statements: T,
): Promise<{ -readonly [Place in keyof T]: Awaited<T[Place]> }> {
  // The query builder's statements are sent again by each that waits for them.
  const sent = statements.map((statement) => Promise.resolve(statement));
  const answers = Promise.all(sent);
  await Promise.allSettled([answers, ...sent]);
  // as: one answer for each statement, in their order
  return answers as Promise<{ -readonly [Place in keyof T]: Awaited<T[Place]> }>;
}
