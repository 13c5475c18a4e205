import { z } from "zod";
import { request } from "./api.ts";
import { showNotice } from "./notice.ts";
import { describeFailure } from "./problem-words.ts";

/** Shows another project. The page is loaded anew: nothing of the one before may stay on a screen. */
export async function enterProject(projectId: string): Promise<void> {
  try {
    await request("/console/project", { method: "PUT", body: { projectId }, schema: z.unknown() });
    window.location.assign("/console/");
  } catch (error) {
    showNotice({ said: describeFailure(error), isProblem: true });
  }
}
