import type { Rapport } from "@rapport/node";
import { createMiddleware, rapportOf } from "@rapport/node/express";
import express from "express";

/** A shop in four routes. The user id comes from a header here; a real shop reads its own signed session. */
export function createShop(rapport: Rapport): express.Express {
  const app = express();
  app.use(express.json());
  app.use(createMiddleware<express.Request>(rapport, { userId: (request) => request.get("x-user-id") }));

  app.post("/session", (request, response) => {
    rapportOf(request).identify({ traits: { plan: request.body.plan } });
    response.sendStatus(204);
  });

  app.get("/products/:id", (request, response) => {
    rapportOf(request).track({ event: "Product Viewed", properties: { product_id: request.params.id } });
    response.json({ id: request.params.id });
  });

  app.get("/home", async (request, response) => {
    const mine = rapportOf(request);
    const { decisionId, recommendations } = await mine.getRecommendations({ placement: "home", limit: 4 });
    const itemIds = recommendations.map((one) => one.itemId);
    if (itemIds.length > 0) mine.sendRecommendationFeedback({ decisionId, action: "shown", itemIds });
    response.json(recommendations.map((one) => ({ id: one.itemId, reason: one.explanation.text })));
  });

  app.post("/orders", (request, response) => {
    rapportOf(request).track({ event: "Order Completed", properties: { total: request.body.total } });
    response.sendStatus(201);
  });
  return app;
}
