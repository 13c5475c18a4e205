/** Rules of every kind that events feed. */
export const RULES = [
  'trait plan = "pro" and trait age > 40',
  'did "Order Completed" at least 3 times in last 14d',
  'did "Order Completed" where total >= 400 in last 7d and not did "Refund" in last 30d',
  'sequence ("Product Viewed" then "Product Added" within 1h without "Refund") in last 30d',
  'sequence ("Product Added") unless "Order Completed" for 1d in last 7d',
  'last did "Order Completed" having total > 250',
];

/** The i-th of as many different rules as a bench asks for. */
export function benchRule(i: number): string {
  return (RULES[i % RULES.length] ?? "everyone").replace(/\d+d\b/, `${i + 2}d`);
}
