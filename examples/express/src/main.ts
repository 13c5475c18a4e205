import { parseArgs } from "node:util";
import { Rapport } from "@rapport/node";
import { createShop } from "./create-shop.ts";

const { values } = parseArgs({
  options: {
    host: { type: "string", default: "http://localhost:8787" },
    key: { type: "string", default: "" },
    port: { type: "string", default: "3000" },
  },
});
const rapport = new Rapport({
  host: values.host,
  writeKey: values.key,
  spoolDir: ".rapport-spool",
  onError: (error) => console.warn(error.code, error.message),
});
createShop(rapport).listen(Number(values.port), () => console.log(`http://localhost:${values.port}/home`));
