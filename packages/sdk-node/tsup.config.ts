import { defineConfig } from "tsup";
import { defineClientBuild } from "../../tsup.shared.ts";

export default defineConfig(defineClientBuild());
