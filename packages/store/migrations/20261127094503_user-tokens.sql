ALTER TABLE "keys" ADD COLUMN "user_tokens" text DEFAULT 'off' NOT NULL;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "user_token_secret" text;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "user_token_secret_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "user_token_secret_before" text;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "user_token_before_ends_at" timestamp with time zone;