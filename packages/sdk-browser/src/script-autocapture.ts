import { attempt } from "@rapport/sdk-core";
import { autocapture } from "./autocapture.ts";
import { installPart } from "./install-part.ts";

attempt(() => installPart(autocapture()));
