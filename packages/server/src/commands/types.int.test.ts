import { composeTestServer } from "@rapport/testkit/server/compose-test-server";
import { runCommand } from "@rapport/testkit/server/run-command";
import { expect, test } from "vitest";

test("rapport types prints the plan of the server that it is told to ask", async () => {
  const server = await composeTestServer();
  const host = await server.listen();
  await server.ask("/api/v1/tracking-plan/events/Signup%20Started", {
    method: "PUT",
    key: server.secretKey,
    body: { mode: "warn", schema: { required: ["plan"], properties: { plan: { type: "string" } } } },
  });
  const args = ["types", "--out", "-", "--host", host, "--key", server.secretKey];
  const { code, stdout, stderr } = await runCommand(args, { dataDir: "/nowhere" });
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain(`export type RapportEvents = {\n  "Signup Started": {\n    plan: string;`);
  const refused = await runCommand([...args.slice(0, -1), "sk_nobody"], { dataDir: "/nowhere" });
  expect([refused.code, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toContain("unknown, revoked or over");
  await server.close();
});
