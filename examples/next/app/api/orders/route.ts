import { withRapport } from "@rapport/node/next";
import type { NextRequest } from "next/server";
import { after } from "next/server";
import { rapport } from "../../../lib/rapport.ts";
import { openSession, SESSION_COOKIE } from "../../../lib/session.ts";

export const POST = withRapport(
  rapport,
  async (request: NextRequest, _context: unknown, visitor) => {
    const { plantId } = await request.json();
    visitor.track({ event: "Order Completed", properties: { product_id: String(plantId), total: 39 } });
    return Response.json({ ok: true }, { status: 201 });
  },
  { after, userId: (request) => openSession(request.cookies.get(SESSION_COOKIE)?.value) },
);
