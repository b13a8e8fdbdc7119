ALTER TABLE "host_check" DROP CONSTRAINT "host_check_kind";--> statement-breakpoint
DROP INDEX "ssh_key_name";--> statement-breakpoint
ALTER TABLE "ssh_key" ADD COLUMN "superseded_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "ssh_key" ADD COLUMN "move_stopped_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "e_script_target_proxy" ADD COLUMN "key_id" bigint;--> statement-breakpoint
ALTER TABLE "e_script_target" ADD COLUMN "key_id" bigint;--> statement-breakpoint
ALTER TABLE "e_script_target_proxy" ADD CONSTRAINT "e_script_target_proxy_key" FOREIGN KEY ("tenant_id","key_id") REFERENCES "public"."ssh_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_target" ADD CONSTRAINT "e_script_target_key" FOREIGN KEY ("tenant_id","key_id") REFERENCES "public"."ssh_key"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "ssh_key_superseded" ON "ssh_key" USING btree ("tenant_id") WHERE retired_at is null and superseded_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "ssh_key_name" ON "ssh_key" USING btree ("tenant_id","name") WHERE retired_at is null and superseded_at is null;--> statement-breakpoint
ALTER TABLE "host_check" ADD CONSTRAINT "host_check_kind" CHECK (kind in ('test', 'outcome', 'install', 'move'));