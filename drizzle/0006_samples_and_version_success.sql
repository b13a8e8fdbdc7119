ALTER TABLE "e_script" ADD COLUMN "sample" text;--> statement-breakpoint
ALTER TABLE "e_script_task" ADD COLUMN "sample" text;--> statement-breakpoint
CREATE INDEX "e_script_task_log_by_version" ON "e_script_task_log" USING btree ("tenant_id","script_version_id","id");