import { expect, test } from "vitest";
import type { CommitJob } from "./group-commit.ts";
import { GroupCommit } from "./group-commit.ts";

type Job = CommitJob & { name: string };

/** A group commit that notes its commits; each takes a turn of the event loop. */
function notedCommits(maxWeight: number, broken = "") {
  const commits: string[] = [];
  let underway = 0;
  const group = new GroupCommit<Job>(async (jobs) => {
    underway += 1;
    expect(underway).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    underway -= 1;
    commits.push(jobs.map((job) => job.name).join(""));
    if (jobs.some((job) => job.name === broken)) throw new Error("disk");
  }, maxWeight);
  const add = (name: string, weight = 1) =>
    new Promise<void>((resolve, reject) => group.add({ name, weight, resolve, reject }));
  return { group, commits, add };
}

test("jobs that arrive while a commit is under way share the next one, in order", async () => {
  const { commits, add } = notedCommits(100);
  const first = add("a");
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([first, add("b"), add("c"), add("d")]);
  expect(commits).toEqual(["a", "bcd"]);
});

test("a commit ends before its weight is passed, but takes one job however heavy", async () => {
  const { commits, add } = notedCommits(10);
  await Promise.all([add("a", 6), add("b", 4), add("c", 50), add("d", 1)]);
  expect(commits).toEqual(["ab", "c", "d"]);
});

test("a failed commit rejects its own jobs and no others", async () => {
  const { add } = notedCommits(1, "b");
  const results = await Promise.allSettled([add("a"), add("b"), add("c")]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

test("idle waits for every job, also those added meanwhile", async () => {
  const { group, commits, add } = notedCommits(1);
  const answers = [add("a"), add("b")];
  await group.idle();
  expect(commits).toEqual(["a", "b"]);
  await Promise.all(answers);
});
