/** The pages of the documentation as they are in the repository: what is read here is what the site shows and the tests run. */
const PAGES = import.meta.glob<string>("../../../../../docs/guide/frameworks/*.md", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The page of a guide, in Markdown. */
export function readGuidePage(name: string): string {
  return PAGES[`../../../../../docs/guide/frameworks/${name}.md`] ?? "";
}
