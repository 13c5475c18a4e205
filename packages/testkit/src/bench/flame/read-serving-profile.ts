import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StampedProfile } from "./fold-profile.ts";

/** The thread that serves: its profile is the largest, where the embedded store has a thread of its own. */
export async function readServingProfile(folder: string): Promise<StampedProfile> {
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
  const profiles = texts.map((text): StampedProfile => JSON.parse(text));
  const isServing = ({ nodes }: StampedProfile) =>
    nodes.some(({ callFrame }) => callFrame.functionName === "parserOnIncoming");
  const profile = profiles.find(isServing);
  if (!profile) throw new Error("The server left no profile");
  return profile;
}
