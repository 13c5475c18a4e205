import { attempt } from "./attempt.ts";
import { installPart } from "./install-part.ts";
import { slots } from "./slots.ts";

attempt(() => installPart(slots()));
