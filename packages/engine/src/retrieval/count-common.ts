/** How many members two sets have in common. O(the smaller one). */
export function countCommon<T>(left: ReadonlySet<T>, right: ReadonlySet<T>): number {
  if (left.size > right.size) return countCommon(right, left);
  let common = 0;
  for (const member of left) if (right.has(member)) common++;
  return common;
}
