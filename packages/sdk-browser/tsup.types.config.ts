import { onlyTypes } from "../../tsup.shared.ts";
import build from "./tsup.config.ts";

export default onlyTypes(build);
