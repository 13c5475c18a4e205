import { attempt } from "@rapport/sdk-core";
import { experiments } from "./experiments.ts";
import { installPart } from "./install-part.ts";

attempt(() => installPart(experiments()));
