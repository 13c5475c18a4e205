ALTER TABLE "budgets" ADD COLUMN "auto_approve_cents" bigint;--> statement-breakpoint
ALTER TABLE "campaign_audience" ADD COLUMN "simulated_order_on" date;--> statement-breakpoint
CREATE INDEX "agent_runs_parent" ON "agent_runs" USING btree ("project_id","parent_run_id");