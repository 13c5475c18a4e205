import { attempt } from "@rapport/sdk-core";
import { installPart } from "./install-part.ts";
import { slots } from "./slots.ts";

attempt(() => installPart(slots()));
