CREATE TABLE "placement_policies" (
	"project_id" text NOT NULL,
	"placement" text NOT NULL,
	"version" integer NOT NULL,
	"state" jsonb NOT NULL,
	"learned" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "placement_policies_project_id_placement_version_pk" PRIMARY KEY("project_id","placement","version")
);
--> statement-breakpoint
CREATE TABLE "placements" (
	"project_id" text NOT NULL,
	"name" text NOT NULL,
	"definition" jsonb NOT NULL,
	"version" integer NOT NULL,
	"policy_version" integer DEFAULT 0 NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "placements_project_id_name_pk" PRIMARY KEY("project_id","name")
);
--> statement-breakpoint
CREATE TABLE "recommendation_outcomes" (
	"project_id" text NOT NULL,
	"decision_id" text NOT NULL,
	"item_id" text NOT NULL,
	"action" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"event_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"value_cents" bigint,
	"learned_at" timestamp with time zone,
	CONSTRAINT "recommendation_outcomes_pk" PRIMARY KEY("project_id","decision_id","item_id","action")
);
--> statement-breakpoint
ALTER TABLE "recommendation_decisions" ADD COLUMN "context" jsonb;--> statement-breakpoint
ALTER TABLE "recommendation_decisions" ADD COLUMN "holdout" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "recommendation_decisions" ADD COLUMN "policy" text;--> statement-breakpoint
ALTER TABLE "recommendation_decisions" ADD COLUMN "policy_version" integer;--> statement-breakpoint
ALTER TABLE "recommendation_decisions" ADD COLUMN "actions" jsonb;--> statement-breakpoint
ALTER TABLE "recommendation_decisions" ADD COLUMN "chosen" integer;--> statement-breakpoint
ALTER TABLE "recommendation_decisions" ADD COLUMN "propensity" double precision;--> statement-breakpoint
CREATE INDEX "placement_policies_created" ON "placement_policies" USING btree ("project_id","created_at");--> statement-breakpoint
CREATE INDEX "recommendation_outcomes_person" ON "recommendation_outcomes" USING btree ("project_id","profile_id","item_id","at");--> statement-breakpoint
CREATE INDEX "recommendation_outcomes_unlearned" ON "recommendation_outcomes" USING btree ("project_id","at") WHERE learned_at is null and action = 'shown';--> statement-breakpoint
CREATE INDEX "recommendation_decisions_placement" ON "recommendation_decisions" USING btree ("project_id","placement","decided_at");