CREATE TABLE "sandbox_accounts" (
	"project_id" text PRIMARY KEY NOT NULL,
	"state" jsonb,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
