ALTER TABLE "e_script_target_proxy" ADD COLUMN "status_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "e_script_target_proxy" ADD COLUMN "next_check_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "e_script_target" ADD COLUMN "status_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "e_script_target" ADD COLUMN "next_check_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "check_interval_minutes" integer DEFAULT 15;--> statement-breakpoint
CREATE INDEX "e_script_target_proxy_next_check" ON "e_script_target_proxy" USING btree ("next_check_at") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "e_script_target_next_check" ON "e_script_target" USING btree ("next_check_at") WHERE deleted_at is null;--> statement-breakpoint
ALTER TABLE "tenant" ADD CONSTRAINT "tenant_check_interval" CHECK (check_interval_minutes between 1 and 1440);--> statement-breakpoint
-- Hosts that somebody has looked at are kept fresh from now on, spread over the first interval.
SELECT set_config('hostrun.scope', 'all', true);--> statement-breakpoint
UPDATE "e_script_target_proxy" SET status_since = coalesce(failing_since, last_checked_at), next_check_at = now() + random() * interval '15 minutes' WHERE last_checked_at IS NOT NULL;--> statement-breakpoint
UPDATE "e_script_target" SET status_since = coalesce(failing_since, last_checked_at), next_check_at = now() + random() * interval '15 minutes' WHERE last_checked_at IS NOT NULL;--> statement-breakpoint
SELECT set_config('hostrun.scope', '', true);
