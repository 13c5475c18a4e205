import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { trackMessage } from "@rapport/testkit/factories/messages";
import { test } from "vitest";
test("x", async () => {
  const s = await composeTestServer();
  for (const names of [["a","b"],["constructor"],["toString"],["__proto__"],["x"]]) {
    const r = await s.send(names.map((event) => trackMessage({ event, userId: "odd-names" })));
    const a: any = await r.json();
    const t = Date.now();
    await s.settle(a.offset).catch((e) => console.log(names, String(e)));
    console.log(names, Date.now() - t, JSON.stringify(s.lines).slice(0, 600));
    const p = await s.ask("/api/v1/users/odd-names", { key: s.secretKey });
    console.log((await p.text()).slice(0, 500));
  }
  await s.close();
}, 300000);
