-- No plan depends on what these hold, and comparing them is most of what gathering a table's statistics takes.
ALTER TABLE "events" ALTER COLUMN "payload" SET STATISTICS 0, ALTER COLUMN "enrichment" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "profiles" ALTER COLUMN "traits" SET STATISTICS 0, ALTER COLUMN "trait_versions" SET STATISTICS 0,
  ALTER COLUMN "groups" SET STATISTICS 0, ALTER COLUMN "counters" SET STATISTICS 0, ALTER COLUMN "recent_items" SET STATISTICS 0,
  ALTER COLUMN "first_touch" SET STATISTICS 0, ALTER COLUMN "last_touch" SET STATISTICS 0, ALTER COLUMN "consent" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "segment_states" ALTER COLUMN "leaves" SET STATISTICS 0, ALTER COLUMN "dues" SET STATISTICS 0;
