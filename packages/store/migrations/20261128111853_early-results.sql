ALTER TABLE "campaign_results" ADD COLUMN "age_days" double precision;--> statement-breakpoint
ALTER TABLE "campaign_results" ADD COLUMN "early_conversions" double precision;--> statement-breakpoint
ALTER TABLE "campaign_results" ADD COLUMN "early_age_days" double precision;