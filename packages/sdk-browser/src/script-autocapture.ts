import { attempt } from "./attempt.ts";
import { autocapture } from "./autocapture.ts";
import { installPart } from "./install-part.ts";

attempt(() => installPart(autocapture()));
