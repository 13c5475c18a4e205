import { oldRecordsDelete } from "@rapport/domain/jobs/old-records-delete";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";
import type { RouteCase } from "./route-case.ts";

const LONG = "x".repeat(256);
/** One that waits and is to be cancelled, one that waits and stays, one that is cancelled. */
const ids = { waiting: "", staying: "", cancelled: "" };

/** Jobs whose time comes after the tests. */
export async function seedJobs(server: TestServer): Promise<void> {
  const { jobs } = server.composition().services;
  const request = { projectId: server.projectId, input: {}, runAt: Date.now() + 3_600_000 };
  for (const kind of ["waiting", "staying", "cancelled"] as const) {
    ids[kind] = (await jobs.enqueue(oldRecordsDelete, request)).jobId;
  }
  await server.ask(`/api/v1/jobs/${ids.cancelled}/cancel`, { method: "POST", key: server.secretKey });
}

export const JOB_CASES: Record<string, RouteCase> = {
  listJobs: {
    access: "secret",
    good: () => ({ path: "/api/v1/jobs?state=waiting" }),
    bad: { path: "/api/v1/jobs?state=odd", pointer: "/state" },
  },
  getJob: {
    access: "secret",
    good: () => ({ path: `/api/v1/jobs/${ids.staying}` }),
    bad: { path: `/api/v1/jobs/${LONG}`, pointer: "/jobId" },
    missing: { path: "/api/v1/jobs/job_0" },
  },
  cancelJob: commandCase("cancel", () => ({ good: ids.waiting, conflicting: ids.waiting })),
  retryJob: commandCase("retry", () => ({ good: ids.cancelled, conflicting: ids.staying })),
};

/** @param jobs one that the command is for, and one whose state does not allow it */
function commandCase(command: string, jobs: () => { good: string; conflicting: string }): RouteCase {
  const callOf = (id: string) => ({ path: `/api/v1/jobs/${id}/${command}`, method: "POST" });
  return {
    access: "secret",
    good: () => callOf(jobs().good),
    bad: { ...callOf(LONG), pointer: "/jobId" },
    missing: callOf("job_0"),
    conflicting: () => callOf(jobs().conflicting),
  };
}
