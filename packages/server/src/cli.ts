import { enableCompileCache } from "node:module";

// The program is one large file, and compiling it takes longer than most commands: Node keeps the compiled code in the
// system's folder for temporary files, or where NODE_COMPILE_CACHE says, and leaves it out where neither can be written.
enableCompileCache();
await import("./program.ts");
