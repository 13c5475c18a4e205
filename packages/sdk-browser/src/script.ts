import { attempt } from "./attempt.ts";
import { installScript } from "./install-script.ts";

attempt(installScript);
