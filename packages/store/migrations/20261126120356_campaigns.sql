CREATE TABLE "budget_days" (
	"project_id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"ad_set_id" text NOT NULL,
	"day" integer NOT NULL,
	"promised_cents" bigint NOT NULL,
	"spent_cents" bigint DEFAULT 0 NOT NULL,
	"is_final" boolean DEFAULT false NOT NULL,
	CONSTRAINT "budget_days_project_id_ad_set_id_day_pk" PRIMARY KEY("project_id","ad_set_id","day")
);
--> statement-breakpoint
CREATE TABLE "budgets" (
	"project_id" text PRIMARY KEY NOT NULL,
	"currency" text NOT NULL,
	"day_cap_cents" bigint,
	"month_cap_cents" bigint,
	"project_cap_cents" bigint,
	"stopped_at" timestamp with time zone,
	"stopped_by" text,
	"stop_reason" text
);
--> statement-breakpoint
CREATE TABLE "platform_actions" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "platform_actions_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"campaign_id" text NOT NULL,
	"ad_set_id" text NOT NULL,
	"platform" text NOT NULL,
	"tag" text NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"daily_budget_cents" bigint,
	"reason" text NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"epoch" integer DEFAULT 0 NOT NULL,
	"claimed_until" timestamp with time zone,
	"error" text,
	"requested_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"run_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "platform_actions_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "ad_sets" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"platform" text NOT NULL,
	"placement" text NOT NULL,
	"campaign_tag" text NOT NULL,
	"tag" text NOT NULL,
	"state" text NOT NULL,
	"daily_budget_cents" bigint NOT NULL,
	"budget_changed_at" timestamp with time zone,
	"creatives" jsonb NOT NULL,
	CONSTRAINT "ad_sets_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "budget_moves" (
	"project_id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"ad_set_id" text NOT NULL,
	"day" integer NOT NULL,
	"from_cents" bigint NOT NULL,
	"to_cents" bigint NOT NULL,
	"why" text NOT NULL,
	"state" text NOT NULL,
	CONSTRAINT "budget_moves_project_id_campaign_id_day_ad_set_id_pk" PRIMARY KEY("project_id","campaign_id","day","ad_set_id")
);
--> statement-breakpoint
CREATE TABLE "campaign_audience" (
	"project_id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"is_held_out" boolean NOT NULL,
	CONSTRAINT "campaign_audience_project_id_campaign_id_profile_id_pk" PRIMARY KEY("project_id","campaign_id","profile_id")
);
--> statement-breakpoint
CREATE TABLE "campaign_results" (
	"project_id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"ad_set_id" text NOT NULL,
	"day" date NOT NULL,
	"impressions" bigint NOT NULL,
	"clicks" bigint NOT NULL,
	"conversions" double precision NOT NULL,
	"spent_cents" bigint NOT NULL,
	"revenue_cents" bigint NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "campaign_results_project_id_campaign_id_day_ad_set_id_pk" PRIMARY KEY("project_id","campaign_id","day","ad_set_id")
);
--> statement-breakpoint
CREATE TABLE "campaign_transitions" (
	"project_id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"step" integer NOT NULL,
	"from_state" text NOT NULL,
	"to_state" text NOT NULL,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "campaign_transitions_project_id_campaign_id_step_pk" PRIMARY KEY("project_id","campaign_id","step")
);
--> statement-breakpoint
CREATE TABLE "campaigns" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"objective" text NOT NULL,
	"audience_segment_id" text,
	"holdout" double precision NOT NULL,
	"conversion_event" text NOT NULL,
	"targeting" jsonb NOT NULL,
	"landing_url" text NOT NULL,
	"budget_cents" bigint NOT NULL,
	"currency" text NOT NULL,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	"learning_days" integer NOT NULL,
	"may_move_budget" boolean NOT NULL,
	"channels" jsonb NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "campaigns_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "platform_objects" (
	"project_id" text NOT NULL,
	"tag" text NOT NULL,
	"ad_set_id" text NOT NULL,
	"kind" text NOT NULL,
	"platform_id" text NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"daily_budget_cents" bigint,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "platform_objects_project_id_tag_pk" PRIMARY KEY("project_id","tag")
);
--> statement-breakpoint
CREATE INDEX "budget_days_day" ON "budget_days" USING btree ("project_id","day");--> statement-breakpoint
CREATE UNIQUE INDEX "platform_actions_key" ON "platform_actions" USING btree ("project_id","ad_set_id","key");--> statement-breakpoint
CREATE INDEX "platform_actions_ad_set" ON "platform_actions" USING btree ("project_id","ad_set_id","seq");--> statement-breakpoint
CREATE INDEX "platform_actions_campaign" ON "platform_actions" USING btree ("project_id","campaign_id","seq");--> statement-breakpoint
CREATE INDEX "platform_actions_open" ON "platform_actions" USING btree ("project_id","seq") WHERE state in ('pending', 'sent', 'outcome-unknown');--> statement-breakpoint
CREATE INDEX "ad_sets_campaign" ON "ad_sets" USING btree ("project_id","campaign_id","id");--> statement-breakpoint
CREATE INDEX "campaigns_state" ON "campaigns" USING btree ("project_id","state");--> statement-breakpoint
CREATE INDEX "platform_objects_ad_set" ON "platform_objects" USING btree ("project_id","ad_set_id");