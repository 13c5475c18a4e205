/** Nothing: other wordings would be words that the input does not hold. The search then expands by the documents' own words. */
export function expandQuestion(): unknown {
  return { queries: [], passage: "" };
}
