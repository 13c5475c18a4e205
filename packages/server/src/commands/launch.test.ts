import { expect, test } from "vitest";
import { describeKit, describeLaunch } from "./launch.ts";

test("a kit is told in the order of the form, with what the form would refuse", () => {
  const kit = {
    ...{ name: "Kettle", tagline: "Boils fast", description: "Copper.", url: "https://shop.example", comment: "" },
    ...{ imageUrls: [], launchAt: "2026-11-10T00:01:00 America/Los_Angeles" },
    problems: [{ pointer: "/tagline", message: "must have 60 characters at most" }],
  };
  const lines = describeKit(kit).trimEnd().split("\n");
  expect(lines.map((line) => line.split(" ")[0])).toEqual([
    ...["name", "tagline", "description", "url", "launchAt", "refused"],
  ]);
  expect(lines.at(-1)).toContain("tagline must have 60 characters at most");
});

test("a launch is told in a line", () => {
  const launch = {
    ...{
      id: "1",
      name: "Rapport",
      tagline: "Listens",
      url: "https://ph.example/rapport",
      website: "https://r.example",
    },
    ...{ votesCount: 321, commentsCount: 12, reviewsRating: 4.5, createdAt: "2026-11-01T08:01:00Z", featuredAt: null },
  };
  expect(describeLaunch(launch)).toBe(
    "Rapport: 321 votes, 12 comments, rated 4.5, not featured: https://ph.example/rapport\n",
  );
});
