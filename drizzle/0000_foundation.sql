CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"user_id" bigint,
	"user_name" text NOT NULL,
	"via" text NOT NULL,
	"via_id" bigint,
	"action" text NOT NULL,
	"object_type" text NOT NULL,
	"object_id" bigint,
	"object_name" text,
	"before" jsonb,
	"after" jsonb,
	"crossing" text,
	"address" text,
	"request_id" text
);
--> statement-breakpoint
CREATE TABLE "idempotency_key" (
	"tenant_id" bigint NOT NULL,
	"verb" text NOT NULL,
	"key" text NOT NULL,
	"input_hash" text NOT NULL,
	"result" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_key_tenant_id_verb_key_pk" PRIMARY KEY("tenant_id","verb","key")
);
--> statement-breakpoint
CREATE TABLE "host_check" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "host_check_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"target_id" bigint,
	"proxy_id" bigint,
	"target_log_id" bigint,
	"sealed_input" "bytea",
	"steps" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"result" jsonb,
	"worker_id" bigint,
	"requested_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"taken_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "host_check_kind" CHECK (kind in ('test', 'outcome')),
	CONSTRAINT "host_check_subject" CHECK (num_nonnulls(target_id, proxy_id, target_log_id) = 1)
);
--> statement-breakpoint
CREATE TABLE "e_script" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "e_script_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"name" text NOT NULL,
	"language" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"current_version" integer DEFAULT 1 NOT NULL,
	"created_by_id" bigint,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "e_script_tenant_id" UNIQUE("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "e_script_version" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "e_script_version_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"script_id" bigint NOT NULL,
	"number" integer NOT NULL,
	"content" text NOT NULL,
	"sha256" text NOT NULL,
	"parameters" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"author_id" bigint,
	"author" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "e_script_version_tenant_id" UNIQUE("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "sealing_key" (
	"id" text PRIMARY KEY NOT NULL,
	"public_key" "bytea" NOT NULL,
	"known_box" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ssh_key" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ssh_key_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"name" text NOT NULL,
	"public_key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"sealed_private_key" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "ssh_key_tenant_id" UNIQUE("tenant_id","id")
);
--> statement-breakpoint
CREATE TABLE "e_script_target_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "e_script_target_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"task_log_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	"position" integer NOT NULL,
	"batch" integer DEFAULT 1 NOT NULL,
	"host_id" text NOT NULL,
	"host_name" text NOT NULL,
	"cloud_pool" text,
	"region" text,
	"username" text NOT NULL,
	"address" text NOT NULL,
	"port" integer NOT NULL,
	"proxy_id" bigint,
	"proxy_name" text,
	"login_mode" text NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"reason" text,
	"detail" text,
	"exit_code" integer,
	"signal" text,
	"worker_id" bigint,
	"epoch" integer DEFAULT 0 NOT NULL,
	"process_group" integer,
	"remote_directory" text,
	"connect_ms" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"connecting_at" timestamp with time zone,
	"exec_sent_at" timestamp with time zone,
	"started_at" timestamp with time zone,
	"cancelling_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"stdout_bytes" bigint DEFAULT 0 NOT NULL,
	"stderr_bytes" bigint DEFAULT 0 NOT NULL,
	"stdout_dropped_bytes" bigint DEFAULT 0 NOT NULL,
	"stderr_dropped_bytes" bigint DEFAULT 0 NOT NULL,
	"stdout_dropped_lines" bigint DEFAULT 0 NOT NULL,
	"stderr_dropped_lines" bigint DEFAULT 0 NOT NULL,
	"output_complete" boolean,
	"last_line" text,
	"last_sequence" integer DEFAULT 0 NOT NULL,
	"late_exit_code" integer,
	"late_at" timestamp with time zone,
	"late_result" text,
	CONSTRAINT "e_script_target_log_tenant_id" UNIQUE("tenant_id","id"),
	CONSTRAINT "e_script_target_log_state" CHECK (state in ('pending', 'connecting', 'exec_sent', 'running', 'cancelling', 'succeeded', 'failed', 'unreachable', 'cancelled', 'timed_out', 'skipped', 'lost')),
	CONSTRAINT "e_script_target_log_ended" CHECK ((ended_at is not null) = (state in ('succeeded', 'failed', 'unreachable', 'cancelled', 'timed_out', 'skipped', 'lost'))),
	CONSTRAINT "e_script_target_log_success" CHECK (state <> 'succeeded' or (exit_code = 0 and exit_code is not null)),
	CONSTRAINT "e_script_target_log_owner" CHECK (state not in ('connecting', 'exec_sent', 'running', 'cancelling') or worker_id is not null),
	CONSTRAINT "e_script_target_log_reason" CHECK (case state
        when 'failed' then reason is not null and reason in ('exit_code', 'signal', 'interpreter_missing', 'sudo', 'launcher')
        when 'unreachable' then reason is not null and reason in ('dns', 'refused', 'timeout', 'host_key', 'auth', 'proxy', 'channel', 'policy')
        when 'skipped' then reason is not null and reason in ('cancelled', 'threshold', 'paused_out')
        when 'lost' then reason is not null and reason in ('connection', 'worker', 'still_running')
        else reason is null end)
);
--> statement-breakpoint
CREATE TABLE "e_script_target_output" (
	"tenant_id" bigint NOT NULL,
	"target_log_id" bigint NOT NULL,
	"sequence" integer NOT NULL,
	"stream" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"offset" bigint NOT NULL,
	"lines" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "e_script_target_output_target_log_id_sequence_pk" PRIMARY KEY("target_log_id","sequence"),
	CONSTRAINT "e_script_target_output_stream" CHECK (stream in ('stdout', 'stderr'))
);
--> statement-breakpoint
CREATE TABLE "e_script_target_proxy" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "e_script_target_proxy_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"name" text NOT NULL,
	"username" text NOT NULL,
	"address" text NOT NULL,
	"port" integer DEFAULT 22 NOT NULL,
	"host_key" text,
	"host_key_fingerprint" text,
	"offered_host_key" text,
	"offered_host_key_fingerprint" text,
	"connection_status" text DEFAULT 'unknown' NOT NULL,
	"last_checked_at" timestamp with time zone,
	"last_error" text,
	"active_count" integer DEFAULT 0 NOT NULL,
	"created_by_id" bigint,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "e_script_target_proxy_tenant_id" UNIQUE("tenant_id","id"),
	CONSTRAINT "e_script_target_proxy_status" CHECK (connection_status in ('unknown', 'ok', 'unreachable', 'auth_failed', 'host_key_changed')),
	CONSTRAINT "e_script_target_proxy_port" CHECK (port between 1 and 65535),
	CONSTRAINT "e_script_target_proxy_active" CHECK (active_count >= 0)
);
--> statement-breakpoint
CREATE TABLE "e_script_target" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "e_script_target_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"host_id" text,
	"name" text NOT NULL,
	"cloud_pool" text,
	"region" text,
	"labels" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"username" text NOT NULL,
	"address" text NOT NULL,
	"port" integer DEFAULT 22 NOT NULL,
	"host_key" text,
	"host_key_fingerprint" text,
	"offered_host_key" text,
	"offered_host_key_fingerprint" text,
	"connection_status" text DEFAULT 'unknown' NOT NULL,
	"last_checked_at" timestamp with time zone,
	"last_error" text,
	"proxy_id" bigint,
	"login_mode" text DEFAULT 'platform_key' NOT NULL,
	"sandbox" boolean DEFAULT false NOT NULL,
	"created_by_id" bigint,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "e_script_target_tenant_id" UNIQUE("tenant_id","id"),
	CONSTRAINT "e_script_target_status" CHECK (connection_status in ('unknown', 'ok', 'unreachable', 'auth_failed', 'host_key_changed')),
	CONSTRAINT "e_script_target_port" CHECK (port between 1 and 65535),
	CONSTRAINT "e_script_target_login_mode" CHECK (login_mode in ('platform_key', 'proxy_identity'))
);
--> statement-breakpoint
CREATE TABLE "e_script_task_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "e_script_task_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"task_id" bigint NOT NULL,
	"task_name" text NOT NULL,
	"type" text NOT NULL,
	"script_id" bigint NOT NULL,
	"script_name" text NOT NULL,
	"script_version_id" bigint NOT NULL,
	"script_version" integer NOT NULL,
	"language" text NOT NULL,
	"arguments" jsonb NOT NULL,
	"environment" jsonb NOT NULL,
	"strategy" jsonb NOT NULL,
	"trigger" text NOT NULL,
	"executed_by_id" bigint,
	"executed_by" text NOT NULL,
	"reason_given" text,
	"planned_at" timestamp with time zone,
	"rerun_of" bigint,
	"state" text DEFAULT 'queued' NOT NULL,
	"target_count" integer NOT NULL,
	"batch" integer DEFAULT 1 NOT NULL,
	"batch_count" integer DEFAULT 1 NOT NULL,
	"batch_pending" integer NOT NULL,
	"active_count" integer DEFAULT 0 NOT NULL,
	"succeeded_count" integer DEFAULT 0 NOT NULL,
	"failed_count" integer DEFAULT 0 NOT NULL,
	"unreachable_count" integer DEFAULT 0 NOT NULL,
	"cancelled_count" integer DEFAULT 0 NOT NULL,
	"timed_out_count" integer DEFAULT 0 NOT NULL,
	"skipped_count" integer DEFAULT 0 NOT NULL,
	"lost_count" integer DEFAULT 0 NOT NULL,
	"cursor_position" integer DEFAULT 0 NOT NULL,
	"wake_at" timestamp with time zone,
	"cancel_requested_at" timestamp with time zone,
	"cancel_requested_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "e_script_task_log_tenant_id" UNIQUE("tenant_id","id"),
	CONSTRAINT "e_script_task_log_state" CHECK (state in ('queued', 'running', 'paused', 'cancelling', 'succeeded', 'failed', 'cancelled', 'timed_out', 'interrupted')),
	CONSTRAINT "e_script_task_log_ended" CHECK ((ended_at is not null) = (state in ('succeeded', 'failed', 'cancelled', 'timed_out', 'interrupted'))),
	CONSTRAINT "e_script_task_log_counts" CHECK (batch_pending >= 0 and active_count >= 0 and batch_pending + active_count + succeeded_count + failed_count + unreachable_count + cancelled_count + timed_out_count + skipped_count + lost_count <= target_count),
	CONSTRAINT "e_script_task_log_complete" CHECK (ended_at is null or succeeded_count + failed_count + unreachable_count + cancelled_count + timed_out_count + skipped_count + lost_count = target_count)
);
--> statement-breakpoint
CREATE TABLE "e_script_task" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "e_script_task_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"script_id" bigint NOT NULL,
	"script_version" integer,
	"arguments" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"environment" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"strategy" jsonb NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"last_task_log_id" bigint,
	"last_state" text,
	"created_by_id" bigint,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "e_script_task_tenant_id" UNIQUE("tenant_id","id"),
	CONSTRAINT "e_script_task_type" CHECK (type in ('immediate', 'once', 'cron'))
);
--> statement-breakpoint
CREATE TABLE "e_script_task_target" (
	"tenant_id" bigint NOT NULL,
	"task_id" bigint NOT NULL,
	"target_id" bigint NOT NULL,
	CONSTRAINT "e_script_task_target_tenant_id_task_id_target_id_pk" PRIMARY KEY("tenant_id","task_id","target_id")
);
--> statement-breakpoint
CREATE TABLE "tenant" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "tenant_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"disabled" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "api_token" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "api_token_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"user_id" bigint NOT NULL,
	"name" text NOT NULL,
	"scope" text NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "api_token_scope" CHECK (scope in ('read', 'write', 'admin'))
);
--> statement-breakpoint
CREATE TABLE "invitation" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "invitation_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"user_id" bigint NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"accepted_at" timestamp with time zone,
	CONSTRAINT "invitation_tokenHash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "user_account" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "user_account_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"password_hash" text,
	"oidc_issuer" text,
	"oidc_subject" text,
	"disabled" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	"deleted_at" timestamp with time zone,
	CONSTRAINT "user_account_tenant_id" UNIQUE("tenant_id","id"),
	CONSTRAINT "user_account_role" CHECK (role in ('system_admin', 'tenant_admin'))
);
--> statement-breakpoint
CREATE TABLE "user_session" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "user_session_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"tenant_id" bigint NOT NULL,
	"user_id" bigint NOT NULL,
	"id_hash" text NOT NULL,
	"address" text,
	"agent" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "user_session_idHash_unique" UNIQUE("id_hash")
);
--> statement-breakpoint
CREATE TABLE "worker" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "worker_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"version" text NOT NULL,
	"draining" boolean DEFAULT false NOT NULL,
	"public_key" "bytea",
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"dead_at" timestamp with time zone,
	"stopped_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_key" ADD CONSTRAINT "idempotency_key_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_check" ADD CONSTRAINT "host_check_worker_id_worker_id_fk" FOREIGN KEY ("worker_id") REFERENCES "public"."worker"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_check" ADD CONSTRAINT "host_check_target" FOREIGN KEY ("tenant_id","target_id") REFERENCES "public"."e_script_target"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_check" ADD CONSTRAINT "host_check_proxy" FOREIGN KEY ("tenant_id","proxy_id") REFERENCES "public"."e_script_target_proxy"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "host_check" ADD CONSTRAINT "host_check_target_log" FOREIGN KEY ("tenant_id","target_log_id") REFERENCES "public"."e_script_target_log"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script" ADD CONSTRAINT "e_script_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_version" ADD CONSTRAINT "e_script_version_script" FOREIGN KEY ("tenant_id","script_id") REFERENCES "public"."e_script"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ssh_key" ADD CONSTRAINT "ssh_key_tenant" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_target_log" ADD CONSTRAINT "e_script_target_log_worker_id_worker_id_fk" FOREIGN KEY ("worker_id") REFERENCES "public"."worker"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_target_log" ADD CONSTRAINT "e_script_target_log_task_log" FOREIGN KEY ("tenant_id","task_log_id") REFERENCES "public"."e_script_task_log"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_target_log" ADD CONSTRAINT "e_script_target_log_target" FOREIGN KEY ("tenant_id","target_id") REFERENCES "public"."e_script_target"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_target_output" ADD CONSTRAINT "e_script_target_output_target_log" FOREIGN KEY ("tenant_id","target_log_id") REFERENCES "public"."e_script_target_log"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_target_proxy" ADD CONSTRAINT "e_script_target_proxy_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_target" ADD CONSTRAINT "e_script_target_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_target" ADD CONSTRAINT "e_script_target_of_proxy" FOREIGN KEY ("tenant_id","proxy_id") REFERENCES "public"."e_script_target_proxy"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_task_log" ADD CONSTRAINT "e_script_task_log_task" FOREIGN KEY ("tenant_id","task_id") REFERENCES "public"."e_script_task"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_task_log" ADD CONSTRAINT "e_script_task_log_script_version" FOREIGN KEY ("tenant_id","script_version_id") REFERENCES "public"."e_script_version"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_task" ADD CONSTRAINT "e_script_task_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_task" ADD CONSTRAINT "e_script_task_of_script" FOREIGN KEY ("tenant_id","script_id") REFERENCES "public"."e_script"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_task_target" ADD CONSTRAINT "e_script_task_target_task" FOREIGN KEY ("tenant_id","task_id") REFERENCES "public"."e_script_task"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "e_script_task_target" ADD CONSTRAINT "e_script_task_target_target" FOREIGN KEY ("tenant_id","target_id") REFERENCES "public"."e_script_target"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_token" ADD CONSTRAINT "api_token_user" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_user" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_account" ADD CONSTRAINT "user_account_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_session" ADD CONSTRAINT "user_session_user" FOREIGN KEY ("tenant_id","user_id") REFERENCES "public"."user_account"("tenant_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_by_tenant" ON "audit_log" USING btree ("tenant_id","id");--> statement-breakpoint
CREATE INDEX "host_check_open" ON "host_check" USING btree ("id") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "e_script_name" ON "e_script" USING btree ("tenant_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "e_script_version_number" ON "e_script_version" USING btree ("tenant_id","script_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "ssh_key_name" ON "ssh_key" USING btree ("tenant_id","name") WHERE retired_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "e_script_target_log_position" ON "e_script_target_log" USING btree ("task_log_id","batch","position");--> statement-breakpoint
CREATE INDEX "e_script_target_log_by_target" ON "e_script_target_log" USING btree ("tenant_id","target_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "e_script_target_proxy_name" ON "e_script_target_proxy" USING btree ("tenant_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "e_script_target_name" ON "e_script_target" USING btree ("tenant_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "e_script_target_host_id" ON "e_script_target" USING btree ("tenant_id","host_id") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "e_script_target_by_proxy" ON "e_script_target" USING btree ("tenant_id","proxy_id");--> statement-breakpoint
CREATE INDEX "e_script_task_log_by_task" ON "e_script_task_log" USING btree ("tenant_id","task_id","id");--> statement-breakpoint
CREATE INDEX "e_script_task_log_by_script" ON "e_script_task_log" USING btree ("tenant_id","script_id","id");--> statement-breakpoint
CREATE INDEX "e_script_task_log_not_ended" ON "e_script_task_log" USING btree ("id") WHERE ended_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "e_script_task_name" ON "e_script_task" USING btree ("tenant_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "e_script_task_by_script" ON "e_script_task" USING btree ("tenant_id","script_id");--> statement-breakpoint
CREATE INDEX "e_script_task_target_by_target" ON "e_script_task_target" USING btree ("tenant_id","target_id");--> statement-breakpoint
CREATE UNIQUE INDEX "tenant_name" ON "tenant" USING btree ("name");--> statement-breakpoint
CREATE UNIQUE INDEX "api_token_name" ON "api_token" USING btree ("tenant_id","user_id","name") WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "user_account_email" ON "user_account" USING btree (lower("email")) WHERE deleted_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "user_account_oidc" ON "user_account" USING btree ("oidc_issuer","oidc_subject") WHERE deleted_at is null;--> statement-breakpoint
CREATE INDEX "user_session_by_user" ON "user_session" USING btree ("tenant_id","user_id");