import { attempt } from "@rapport/sdk-core";
import { installScript } from "./install-script.ts";

attempt(installScript);
