-- The second wall: rows of a tenant are seen only inside that tenant, or by cross-tenant work that said so.
-- Both settings are set by one function of ours (server/db/in-tenant.ts); without them there are no rows.
CREATE FUNCTION hostrun_sees(row_tenant_id bigint) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN current_setting('hostrun.scope', true) = 'all'
  OR row_tenant_id = nullif(current_setting('hostrun.tenant', true), '')::bigint;
--> statement-breakpoint
DO $$
DECLARE walled text;
BEGIN
  FOR walled IN
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'tenant_id'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
    EXECUTE format(
      'CREATE POLICY inside_tenant ON %I USING (hostrun_sees(tenant_id)) WITH CHECK (hostrun_sees(tenant_id))',
      walled
    );
  END LOOP;
END $$;
--> statement-breakpoint
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY inside_tenant ON tenant USING (hostrun_sees(id)) WITH CHECK (hostrun_sees(id));
--> statement-breakpoint
-- lz4 where the server was built with it (twice as fast for output as pglz), else PostgreSQL's own.
DO $$
BEGIN
  ALTER TABLE e_script_target_output ALTER COLUMN bytes SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;
--> statement-breakpoint
-- What has ended stays as it ended. `hostrun.retention` is set by housekeeping alone, for its own transaction.
CREATE FUNCTION hostrun_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' AND current_setting('hostrun.retention', true) = 'on' THEN
    RETURN coalesce(new, old);
  END IF;
  RAISE EXCEPTION 'rows of % are final', TG_TABLE_NAME USING ERRCODE = 'HR001';
END $$;
--> statement-breakpoint
CREATE FUNCTION hostrun_keep_terminal_target_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE open_fields text[] :=
  ARRAY['late_exit_code', 'late_at', 'late_result', 'output_complete', 'last_sequence', 'last_line',
        'stdout_bytes', 'stderr_bytes', 'stdout_dropped_bytes', 'stderr_dropped_bytes',
        'stdout_dropped_lines', 'stderr_dropped_lines'];
BEGIN
  IF old.state <> 'lost' THEN open_fields := ARRAY['output_complete']; END IF;
  IF to_jsonb(new) - open_fields IS DISTINCT FROM to_jsonb(old) - open_fields THEN
    RAISE EXCEPTION 'target log % has ended', old.id USING ERRCODE = 'HR001';
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER keep_terminal BEFORE UPDATE ON e_script_target_log
FOR EACH ROW WHEN (old.ended_at IS NOT NULL) EXECUTE FUNCTION hostrun_keep_terminal_target_log();
--> statement-breakpoint
CREATE TRIGGER keep BEFORE DELETE ON e_script_target_log
FOR EACH ROW EXECUTE FUNCTION hostrun_refuse_change();
--> statement-breakpoint
CREATE TRIGGER keep_terminal BEFORE UPDATE ON e_script_task_log
FOR EACH ROW WHEN (old.ended_at IS NOT NULL) EXECUTE FUNCTION hostrun_refuse_change();
--> statement-breakpoint
CREATE TRIGGER keep BEFORE DELETE ON e_script_task_log
FOR EACH ROW EXECUTE FUNCTION hostrun_refuse_change();
--> statement-breakpoint
CREATE FUNCTION hostrun_keep_output() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ended boolean;
BEGIN
  IF current_setting('hostrun.retention', true) = 'on' THEN RETURN coalesce(new, old); END IF;
  SELECT ended_at IS NOT NULL AND state <> 'lost' INTO ended
  FROM e_script_target_log WHERE id = coalesce(new.target_log_id, old.target_log_id);
  IF ended THEN
    RAISE EXCEPTION 'output of target log % is final', coalesce(new.target_log_id, old.target_log_id)
      USING ERRCODE = 'HR001';
  END IF;
  RETURN coalesce(new, old);
END $$;
--> statement-breakpoint
CREATE TRIGGER keep_terminal BEFORE INSERT OR DELETE ON e_script_target_output
FOR EACH ROW EXECUTE FUNCTION hostrun_keep_output();
--> statement-breakpoint
CREATE TRIGGER keep BEFORE UPDATE ON e_script_target_output
FOR EACH ROW EXECUTE FUNCTION hostrun_refuse_change();
--> statement-breakpoint
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON e_script_version
FOR EACH ROW EXECUTE FUNCTION hostrun_refuse_change();
--> statement-breakpoint
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON audit_log
FOR EACH ROW EXECUTE FUNCTION hostrun_refuse_change();
--> statement-breakpoint
CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION hostrun_refuse_change();
