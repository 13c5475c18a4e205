CREATE TABLE "experiments" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"description" text NOT NULL,
	"state" text NOT NULL,
	"unit" text NOT NULL,
	"layer" text,
	"traffic" double precision NOT NULL,
	"holdout" double precision NOT NULL,
	"variants" jsonb NOT NULL,
	"salt" text NOT NULL,
	"buckets" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"started_at" timestamp with time zone,
	"stopped_at" timestamp with time zone,
	CONSTRAINT "experiments_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE UNIQUE INDEX "experiments_name" ON "experiments" USING btree ("project_id","name");--> statement-breakpoint
CREATE INDEX "experiments_state" ON "experiments" USING btree ("project_id","state");