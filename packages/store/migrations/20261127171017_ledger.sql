CREATE TABLE "ledger_ids" (
	"project_id" text NOT NULL,
	"hash" text NOT NULL,
	"suppressed_by" text,
	"erased_by" text,
	"erased_at" timestamp with time zone,
	CONSTRAINT "ledger_ids_project_id_hash_pk" PRIMARY KEY("project_id","hash")
);
--> statement-breakpoint
CREATE TABLE "ledger_keys" (
	"project_id" text PRIMARY KEY NOT NULL,
	"sealed" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "privacy_requests" (
	"project_id" text NOT NULL,
	"id" text NOT NULL,
	"act" text NOT NULL,
	"state" text NOT NULL,
	"subject" text NOT NULL,
	"ids" integer NOT NULL,
	"suppressed" boolean NOT NULL,
	"requested_by" text NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	"counts" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"sealed" text,
	"claimed_until" timestamp with time zone,
	"sweep_at" timestamp with time zone,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "privacy_requests_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	CONSTRAINT "privacy_requests_project_id_id_pk" PRIMARY KEY("project_id","id")
);
--> statement-breakpoint
ALTER TABLE "audit_entries" ADD COLUMN "erased_by" text;--> statement-breakpoint
CREATE INDEX "ledger_ids_suppressed" ON "ledger_ids" USING btree ("project_id","suppressed_by");--> statement-breakpoint
CREATE INDEX "privacy_requests_state" ON "privacy_requests" USING btree ("state","seq");--> statement-breakpoint
CREATE INDEX "privacy_requests_sweep" ON "privacy_requests" USING btree ("sweep_at");--> statement-breakpoint
CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A person who is erased is taken out of what an entry says; that it was made, by whom, when and its hash stay.
  IF TG_OP = 'UPDATE' THEN
    IF NEW.erased_by IS NOT NULL
      AND (NEW.project_id, NEW.seq, NEW.at, NEW.actor, NEW.action, NEW.request_id, NEW.previous_hash, NEW.hash)
        = (OLD.project_id, OLD.seq, OLD.at, OLD.actor, OLD.action, OLD.request_id, OLD.previous_hash, OLD.hash)
    THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION 'audit entries are append-only';
END $$;
