ALTER TABLE "host_check" DROP CONSTRAINT "host_check_kind";--> statement-breakpoint
ALTER TABLE "host_check" ADD COLUMN "batch_id" bigint;--> statement-breakpoint
ALTER TABLE "host_check" ADD COLUMN "for_worker_id" bigint;--> statement-breakpoint
ALTER TABLE "e_script_target_proxy" ADD COLUMN "last_step" text;--> statement-breakpoint
ALTER TABLE "e_script_target_proxy" ADD COLUMN "last_reason" text;--> statement-breakpoint
ALTER TABLE "e_script_target_proxy" ADD COLUMN "failing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "e_script_target" ADD COLUMN "last_step" text;--> statement-breakpoint
ALTER TABLE "e_script_target" ADD COLUMN "last_reason" text;--> statement-breakpoint
ALTER TABLE "e_script_target" ADD COLUMN "failing_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "host_check" ADD CONSTRAINT "host_check_for_worker_id_worker_id_fk" FOREIGN KEY ("for_worker_id") REFERENCES "public"."worker"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "host_check_of_target" ON "host_check" USING btree ("tenant_id","target_id","id") WHERE target_id is not null;--> statement-breakpoint
CREATE INDEX "host_check_of_proxy" ON "host_check" USING btree ("tenant_id","proxy_id","id") WHERE proxy_id is not null;--> statement-breakpoint
CREATE INDEX "host_check_of_batch" ON "host_check" USING btree ("batch_id") WHERE batch_id is not null;--> statement-breakpoint
CREATE INDEX "host_check_sealed" ON "host_check" USING btree ("created_at") WHERE sealed_input is not null;--> statement-breakpoint
ALTER TABLE "host_check" ADD CONSTRAINT "host_check_kind" CHECK (kind in ('test', 'outcome', 'install'));