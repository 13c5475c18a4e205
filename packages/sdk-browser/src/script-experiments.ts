import { attempt } from "./attempt.ts";
import { experiments } from "./experiments.ts";
import { installPart } from "./install-part.ts";

attempt(() => installPart(experiments()));
