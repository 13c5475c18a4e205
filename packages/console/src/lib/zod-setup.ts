import { z } from "zod";

// zod compiles its parsers with `new Function`, which the server's content security policy refuses (and reports).
// It decides when a schema is made, so this module has to be evaluated before every schema: main.tsx imports it first.
z.config({ jitless: true });
