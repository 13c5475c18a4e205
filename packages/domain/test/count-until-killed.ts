import { openStore } from "@rapport/store/client";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { JobRunner } from "../src/jobs/job-runner.ts";
import { countingJob, countSlowly } from "./counting-job.ts";

/** Child process of the kill test: runs the jobs of a data directory and prints each checkpoint, until it is killed. */
const [dataDir = ""] = process.argv.slice(2);
const store = await openStore({ dataDir });
const { services } = createTestServices(store, Date.now());
const runner = new JobRunner({ services, handlers: [countSlowly(console.log)], isAlone: true });
await services.jobs.enqueue(countingJob, { projectId: "prj_1", input: { to: 60 }, key: "once" });
await runner.start();
