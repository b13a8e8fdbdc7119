ALTER TABLE "e_script_target_log" ADD COLUMN "down_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "e_script_target_log" ADD COLUMN "down_tried_at" timestamp with time zone;