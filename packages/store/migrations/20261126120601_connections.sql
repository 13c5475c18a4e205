CREATE TABLE "connection_attempts" (
	"project_id" text NOT NULL,
	"state_hash" text NOT NULL,
	"provider" text NOT NULL,
	"account" jsonb NOT NULL,
	"sealed" text NOT NULL,
	"redirect_uri" text NOT NULL,
	"started_by" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "connection_attempts_project_id_state_hash_pk" PRIMARY KEY("project_id","state_hash")
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"project_id" text NOT NULL,
	"provider" text NOT NULL,
	"id" text NOT NULL,
	"account" jsonb NOT NULL,
	"sealed" text NOT NULL,
	"scopes" text[] NOT NULL,
	"expires_at" timestamp with time zone,
	"reason" text,
	"refreshing_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"refreshed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "connections_project_id_provider_pk" PRIMARY KEY("project_id","provider")
);
--> statement-breakpoint
CREATE INDEX "connection_attempts_expiry" ON "connection_attempts" USING btree ("expires_at");