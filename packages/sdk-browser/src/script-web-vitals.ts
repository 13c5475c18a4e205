import { attempt } from "./attempt.ts";
import { installPart } from "./install-part.ts";
import { webVitals } from "./web-vitals.ts";

attempt(() => installPart(webVitals()));
