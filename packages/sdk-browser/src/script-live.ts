import { attempt } from "@rapport/sdk-core";
import { installPart } from "./install-part.ts";
import { live } from "./live.ts";

attempt(() => installPart(live()));
