/** A column `project_id` of a statement, however it is written, compared with a parameter. */
const FILTER = /(?:"?\w+"?\.)?"?project_id"?\s*=\s*(\$\d+)(?:::text)?/g;

/** What a statement asks without naming its project: as if whoever wrote it had forgotten to. Counts what it has removed. */
export function filterRemover(): { rewrite: (text: string) => string; removed: () => number } {
  let count = 0;
  return {
    rewrite: (text) =>
      // What is set is no filter; parameters must be used, or the database cannot tell their type.
      text.replaceAll(FILTER, (whole, parameter: string, at: number) => {
        if (
          /\bset\s+(?:[^;]*,\s*)?$/i.test(text.slice(Math.max(0, at - 200), at)) &&
          !/\bwhere\b/i.test(text.slice(0, at))
        )
          return whole;
        count += 1;
        return `(${parameter}::text is not null)`;
      }),
    removed: () => count,
  };
}
