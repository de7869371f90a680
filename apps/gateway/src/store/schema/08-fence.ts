/** The time of the database, and the fence: who may change the records, and what was acknowledged to whom. */

/** The statements of step 8. */
export const fence: ReadonlyArray<string> = [
  // The time of the database in milliseconds, which decides what is due.
  `CREATE OR REPLACE FUNCTION switchyard_now() RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint'`,
  `CREATE TABLE fence (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    database uuid NOT NULL,
    epoch bigint NOT NULL,
    token uuid,
    system text,
    timeline integer,
    tables text,
    why text NOT NULL,
    at bigint NOT NULL,
    recovered_epoch bigint NOT NULL DEFAULT 0
  )`,
  "INSERT INTO fence (database, epoch, why, at) VALUES (gen_random_uuid(), 0, 'made', switchyard_now())",
  `CREATE TABLE fence_mark (
    node uuid NOT NULL,
    slot integer NOT NULL,
    mark bigint NOT NULL,
    at bigint NOT NULL,
    has_left boolean NOT NULL DEFAULT false,
    before_recovery boolean NOT NULL DEFAULT false,
    PRIMARY KEY (node, slot)
  )`,
  `CREATE TABLE used_account (
    kind text NOT NULL CHECK (kind IN ('payment', 'payout')),
    instance text NOT NULL,
    fingerprint text NOT NULL,
    PRIMARY KEY (kind, instance, fingerprint)
  )`,
  "INSERT INTO used_account SELECT DISTINCT o.kind, a.instance, a.fingerprint FROM attempt a JOIN operation o ON o.id = a.operation",
  // The server as it is now. The name of the file that the log is written to begins with its timeline.
  `CREATE FUNCTION fence_live(OUT system text, OUT timeline integer, OUT tables text, OUT started text)
    LANGUAGE sql VOLATILE AS $$
      SELECT (SELECT system_identifier::text FROM pg_control_system()),
        ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::integer,
        (SELECT oid::text FROM pg_database WHERE datname = current_database()) || '/' || 'fence'::regclass::oid::text,
        extract(epoch FROM pg_postmaster_start_time())::text
    $$`,
  // Whether whoever knows this may change the records. Each of its statements sees what was committed before it, and
  // nobody raises the epoch before whoever was admitted has committed.
  `CREATE FUNCTION fence_admits(known jsonb, lane integer, begins boolean, OUT refused text, OUT mark bigint)
    LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        here fence;
        live record;
      BEGIN
        IF known IS NULL THEN RETURN; END IF;
        PERFORM pg_advisory_xact_lock_shared(7309844116);
        PERFORM keep_durably();
        SELECT * INTO here FROM fence;
        SELECT * INTO live FROM fence_live();
        refused := CASE
          WHEN here.token IS NULL OR here.token IS DISTINCT FROM (known ->> 'token')::uuid OR here.epoch <> (known ->> 'epoch')::bigint
            OR here.database <> (known ->> 'database')::uuid THEN 'epoch'
          WHEN live.system <> known ->> 'system' OR live.tables <> known ->> 'tables' THEN 'another'
          WHEN live.timeline <> (known ->> 'timeline')::integer THEN 'timeline'
          WHEN live.started <> known ->> 'started' THEN 'restarted'
          WHEN EXISTS (
            SELECT 1 FROM jsonb_to_recordset(known -> 'marks') AS k(slot integer, mark bigint)
            LEFT JOIN fence_mark f ON f.node = (known ->> 'node')::uuid AND f.slot = k.slot
            WHERE coalesce(f.mark, 0) < k.mark) THEN 'mark'
          WHEN begins AND (known ->> 'isDurable')::boolean AND current_setting('fsync') <> 'on' THEN 'fsync'
          WHEN begins AND (known ->> 'isDurable')::boolean AND current_setting('full_page_writes') <> 'on'
            THEN 'full_page_writes'
          WHEN begins AND (known ->> 'isSynchronous')::boolean AND current_setting('synchronous_standby_names') = ''
            THEN 'not_synchronous'
        END;
        IF refused IS NOT NULL THEN RETURN; END IF;
        INSERT INTO fence_mark AS f VALUES ((known ->> 'node')::uuid, lane, 1, switchyard_now())
          ON CONFLICT (node, slot) DO UPDATE SET mark = f.mark + 1, at = switchyard_now(), has_left = false,
            before_recovery = false
          RETURNING f.mark INTO mark;
      END
    $$`,
  // What is answered must be kept whatever the server says, also behind a pooler that passes no settings on.
  `CREATE FUNCTION keep_durably() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        IF current_setting('synchronous_commit') NOT IN ('on', 'remote_apply') THEN
          PERFORM set_config('synchronous_commit', 'on', true);
        END IF;
        RETURN true;
      END
    $$`,
  // What was created while a clock was wrong is covered by its place in the order as well.
  "ALTER TABLE recovery ADD COLUMN covers_seq bigint NOT NULL DEFAULT 0",
  `CREATE FUNCTION covering_recovery(seq bigint, created_at bigint) RETURNS integer LANGUAGE sql STABLE AS
    'SELECT max(id) FROM recovery WHERE $1 <= covers_seq
      OR $2 <= least(coalesce(ended_at, 9223372036854775807), started_at + 2592000000)'`,
  "UPDATE recovery SET covers_seq = coalesce((SELECT max(o.seq) FROM operation o WHERE o.created_at <= started_at), 0)",
  "DROP FUNCTION covering_recovery(bigint)"
]
