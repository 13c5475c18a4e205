CREATE TABLE "rejected_daily" (
	"project_id" text NOT NULL,
	"day" date NOT NULL,
	"code" text NOT NULL,
	"count" bigint NOT NULL,
	CONSTRAINT "rejected_daily_project_id_day_code_pk" PRIMARY KEY("project_id","day","code")
);
--> statement-breakpoint
CREATE TABLE "rejected_events" (
	"project_id" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "rejected_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"day" date NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"code" text NOT NULL,
	"pointer" text NOT NULL,
	"message" text NOT NULL,
	"message_id" text,
	"payload" text NOT NULL,
	"truncated" boolean NOT NULL,
	CONSTRAINT "rejected_events_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE TABLE "plan_events" (
	"project_id" text NOT NULL,
	"name" text NOT NULL,
	"mode" text NOT NULL,
	"schema" jsonb NOT NULL,
	"description" text NOT NULL,
	"version" integer NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "plan_events_project_id_name_pk" PRIMARY KEY("project_id","name")
);
--> statement-breakpoint
CREATE TABLE "plan_violations" (
	"project_id" text NOT NULL,
	"day" date NOT NULL,
	"name" text NOT NULL,
	"pointer" text NOT NULL,
	"count" bigint NOT NULL,
	"message" text NOT NULL,
	"sample" text NOT NULL,
	"last_seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "plan_violations_project_id_day_name_pointer_pk" PRIMARY KEY("project_id","day","name","pointer")
);
--> statement-breakpoint
CREATE TABLE "tracking_plans" (
	"project_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "code" text DEFAULT 'unexplained' NOT NULL;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "attempts" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "dead_letters" ADD COLUMN "replayed_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "rejected_events_day" ON "rejected_events" USING btree ("project_id","day","code");--> statement-breakpoint
CREATE INDEX "plan_violations_name" ON "plan_violations" USING btree ("project_id","name","day");--> statement-breakpoint
-- One letter per message, as there is one event per message: the first copy stays.
DELETE FROM "dead_letters" AS later USING "dead_letters" AS first WHERE later.project_id = first.project_id AND later.message_id = first.message_id AND later.id > first.id;--> statement-breakpoint
CREATE UNIQUE INDEX "dead_letters_message" ON "dead_letters" USING btree ("project_id","message_id");