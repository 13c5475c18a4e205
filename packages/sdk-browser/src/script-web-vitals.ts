import { attempt } from "@rapport/sdk-core";
import { installPart } from "./install-part.ts";
import { webVitals } from "./web-vitals.ts";

attempt(() => installPart(webVitals()));
