import { z } from "zod";

/** Paging of every list: `?cursor=&limit=`. */
export const pageQuerySchema = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** Read-your-writes of every read: `?after=&wait=`. */
export const afterQuerySchema = z.object({
  after: z.string().max(4_096).optional(),
  wait: z.coerce.number().int().min(0).max(5_000).default(300),
});
