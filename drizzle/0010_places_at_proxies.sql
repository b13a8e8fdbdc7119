ALTER TABLE "e_script_task_log" ADD COLUMN "proxy_ids" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "e_script_task_log" ADD COLUMN "waits_for_proxy_ids" jsonb;--> statement-breakpoint
-- What is in hand now counts from the first moment on; tasks get the limit that others have.
SELECT set_config('hostrun.scope', 'all', true);--> statement-breakpoint
UPDATE "e_script_task_log" r SET proxy_ids = coalesce((SELECT jsonb_agg(DISTINCT l.proxy_id) FROM "e_script_target_log" l WHERE l.task_log_id = r.id AND l.proxy_id IS NOT NULL), '[]') WHERE r.ended_at IS NULL;--> statement-breakpoint
UPDATE "e_script_target_proxy" p SET active_count = (SELECT count(*) FROM "e_script_task_log" r JOIN "e_script_target_log" l ON l.task_log_id = r.id WHERE r.ended_at IS NULL AND l.proxy_id = p.id AND l.state IN ('connecting', 'exec_sent', 'running', 'cancelling'));--> statement-breakpoint
UPDATE "e_script_task" SET strategy = '{"perProxyConcurrency": 32}'::jsonb || strategy;--> statement-breakpoint
SELECT set_config('hostrun.scope', '', true);
