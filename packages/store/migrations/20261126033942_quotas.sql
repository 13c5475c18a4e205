CREATE TABLE "quota_days" (
	"workspace_id" text NOT NULL,
	"day" date NOT NULL,
	"leased" bigint NOT NULL,
	"granted" bigint NOT NULL,
	CONSTRAINT "quota_days_workspace_id_day_pk" PRIMARY KEY("workspace_id","day")
);
--> statement-breakpoint
ALTER TABLE "usage_daily" ADD COLUMN "duplicates" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_daily" ADD COLUMN "rejected" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_daily" ADD COLUMN "bytes" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "plan" text DEFAULT 'unlimited' NOT NULL;