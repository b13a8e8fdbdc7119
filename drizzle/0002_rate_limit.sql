CREATE TABLE "rate_limit" (
	"key" varchar(255) PRIMARY KEY NOT NULL,
	"points" integer DEFAULT 0 NOT NULL,
	"expire" bigint
);

--> statement-breakpoint
-- Counts need not outlive a crash of the server, and unlogged they cost no flush.
ALTER TABLE "rate_limit" SET UNLOGGED;
