-- What leads to a host has changed, or a key logs in no more: whichever statement did it, workers are told with its
-- commit and let go of the connections that were opened for it.
CREATE FUNCTION hostrun_tell_route() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('hostrun_route', TG_ARGV[0] || ' ' || NEW.id);
  RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER tell_route AFTER UPDATE ON e_script_target FOR EACH ROW
  WHEN ((OLD.address, OLD.port, OLD.username, OLD.old_algorithms, OLD.proxy_id, OLD.login_mode, OLD.host_key,
      OLD.offered_host_key, OLD.key_id, OLD.deleted_at)
    IS DISTINCT FROM (NEW.address, NEW.port, NEW.username, NEW.old_algorithms, NEW.proxy_id, NEW.login_mode, NEW.host_key,
      NEW.offered_host_key, NEW.key_id, NEW.deleted_at))
  EXECUTE FUNCTION hostrun_tell_route('target');--> statement-breakpoint
CREATE TRIGGER tell_route AFTER UPDATE ON e_script_target_proxy FOR EACH ROW
  WHEN ((OLD.address, OLD.port, OLD.username, OLD.old_algorithms, OLD.host_key, OLD.offered_host_key, OLD.key_id,
      OLD.deleted_at)
    IS DISTINCT FROM (NEW.address, NEW.port, NEW.username, NEW.old_algorithms, NEW.host_key, NEW.offered_host_key,
      NEW.key_id, NEW.deleted_at))
  EXECUTE FUNCTION hostrun_tell_route('proxy');--> statement-breakpoint
CREATE TRIGGER tell_route AFTER UPDATE ON ssh_key FOR EACH ROW
  WHEN (OLD.retired_at IS DISTINCT FROM NEW.retired_at)
  EXECUTE FUNCTION hostrun_tell_route('key');
