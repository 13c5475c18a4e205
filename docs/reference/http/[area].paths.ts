import { httpPages } from "../../../packages/testkit/src/docs/site/http-pages.ts";

export default { paths: httpPages };
