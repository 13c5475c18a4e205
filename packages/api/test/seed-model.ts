import type { ModelKind } from "@rapport/contracts/models";
import { registerModel } from "@rapport/domain/models/register-model";
import type { TestServer } from "@rapport/testkit/server/compose-test-server";

/** Registers a model as training would. @returns its id */
export async function seedModel(server: TestServer, kind: ModelKind): Promise<string> {
  const { services } = server.composition();
  const ctx = { ...services, projectId: server.projectId, actor: { kind: "system" } as const };
  const window = { dataFromMs: services.now() - 1, dataToMs: services.now() };
  const blob = { blobKey: "models/seeded", sizeBytes: 1 };
  const model = { kind, name: "default", ...window, parameters: {}, metrics: { ndcg: 0.4 }, ...blob };
  return (await registerModel(ctx, model)).id;
}
