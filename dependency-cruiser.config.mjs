// The rules live beside the test that plants one forbidden import for each of them.
import { buildImportRules } from "./packages/testkit/src/boundaries/import-rules.ts";

export default {
  forbidden: buildImportRules(),
  options: {
    // `import type` counts: an edge that exists for the compiler only is still an edge of the design.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules|/dist/" },
    // Sources only on this side; an import *of* a build output must stay visible, so dist is not excluded but not followed.
    exclude: { path: "\\.(cache|turbo|next)/|/migrations/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "node", "default", "require"],
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
    },
  },
};
