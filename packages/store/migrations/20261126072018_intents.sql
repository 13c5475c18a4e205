CREATE TABLE "intent_goals" (
	"project_id" text NOT NULL,
	"key" text NOT NULL,
	"definition" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "intent_goals_project_id_key_pk" PRIMARY KEY("project_id","key")
);
