import { expect, test } from "vitest";
import { httpPages } from "./http-pages.ts";

test("the HTTP reference has a page for each area, with every field, and nothing that a template would run", async () => {
  const pages = await httpPages();
  const events = pages.find(({ params }) => params.area === "events")?.content ?? "";
  expect(pages.map(({ params }) => params.area)).toEqual(expect.arrayContaining(["recommendations", "segments"]));
  expect(events).toContain("# HTTP API: events");
  for (const { content } of pages) {
    const headings = content.split("\n").filter((line) => line.startsWith("## "));
    expect(headings.length).toBeGreaterThan(0);
    expect(content.replaceAll(/ \{#\w+\}$/gm, "")).not.toMatch(/[{}<]/);
  }
});
