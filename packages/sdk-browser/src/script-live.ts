import { attempt } from "./attempt.ts";
import { installPart } from "./install-part.ts";
import { live } from "./live.ts";

attempt(() => installPart(live()));
