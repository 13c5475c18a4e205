CREATE TABLE "trigger_crossings" (
	"project_id" text NOT NULL,
	"trigger_id" text NOT NULL,
	"id" uuid NOT NULL,
	"profile_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"reason" text,
	"probability" double precision,
	"started_id" text,
	"fired_at" timestamp with time zone,
	CONSTRAINT "trigger_crossings_project_id_trigger_id_id_pk" PRIMARY KEY("project_id","trigger_id","id")
);
--> statement-breakpoint
CREATE TABLE "trigger_sides" (
	"project_id" text NOT NULL,
	"trigger_id" text NOT NULL,
	"profile_id" uuid NOT NULL,
	"is_beyond" boolean NOT NULL,
	CONSTRAINT "trigger_sides_project_id_trigger_id_profile_id_pk" PRIMARY KEY("project_id","trigger_id","profile_id")
);
--> statement-breakpoint
CREATE TABLE "triggers" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"enabled" boolean NOT NULL,
	"source" jsonb NOT NULL,
	"watches" text NOT NULL,
	"action" jsonb NOT NULL,
	"cooldown_seconds" integer NOT NULL,
	"rate_per_hour" integer,
	"watches_since" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "triggers_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE INDEX "trigger_crossings_state" ON "trigger_crossings" USING btree ("project_id","state","id");--> statement-breakpoint
CREATE INDEX "trigger_crossings_fired" ON "trigger_crossings" USING btree ("project_id","trigger_id","fired_at");--> statement-breakpoint
CREATE INDEX "trigger_crossings_person" ON "trigger_crossings" USING btree ("project_id","trigger_id","profile_id","fired_at");--> statement-breakpoint
CREATE INDEX "triggers_watches" ON "triggers" USING btree ("project_id","watches");