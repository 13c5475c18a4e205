CREATE TABLE "computed_trait_sets" (
	"project_id" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "computed_trait_values" (
	"project_id" text NOT NULL,
	"state_id" uuid NOT NULL,
	"profile_id" uuid NOT NULL,
	"state" jsonb NOT NULL,
	"value" jsonb,
	"is_estimate" boolean NOT NULL,
	"due_at" timestamp with time zone,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "computed_trait_values_project_id_state_id_profile_id_pk" PRIMARY KEY("project_id","state_id","profile_id")
);
--> statement-breakpoint
CREATE TABLE "computed_traits" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"key" text NOT NULL,
	"description" text NOT NULL,
	"definition" jsonb NOT NULL,
	"state_id" uuid NOT NULL,
	"status" text NOT NULL,
	"through_seq" bigint NOT NULL,
	"from_seq" bigint NOT NULL,
	"cursor_seq" bigint NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	CONSTRAINT "computed_traits_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
CREATE INDEX "computed_trait_values_profile" ON "computed_trait_values" USING btree ("project_id","profile_id");--> statement-breakpoint
CREATE INDEX "computed_trait_values_due" ON "computed_trait_values" USING btree ("due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "computed_traits_key" ON "computed_traits" USING btree ("project_id","key");