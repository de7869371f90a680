/**
 * The tables, and how they come to be. Any number of processes may start at once: one of them creates what is missing
 * while the others wait for its lock. Steps are only ever added. The operation's row is its own queue: the database
 * itself refuses one that is open and has no next step.
 */
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"
import { LockTimeoutError, SqlError } from "effect/sql/SqlError"

const open = "'created', 'submitting', 'awaiting_payer', 'processing', 'unknown', 'refunding'"

const steps: ReadonlyArray<ReadonlyArray<string>> = [
  [
    `CREATE TABLE operation (
      seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      id text PRIMARY KEY,
      kind text NOT NULL CHECK (kind IN ('payment', 'payout')),
      reference text NOT NULL,
      idempotency_key text NOT NULL UNIQUE,
      body_digest text NOT NULL,
      status text NOT NULL,
      step text NOT NULL CHECK (step IN ('submit', 'send', 'look_up', 'poll', 'sweep', 'none')),
      next_at bigint,
      lease_until bigint,
      version integer NOT NULL,
      attempts integer NOT NULL,
      provider text,
      fingerprint text,
      provider_reference text,
      parked text,
      last_read_at bigint,
      hinted_at bigint,
      created_at bigint NOT NULL,
      updated_at bigint NOT NULL,
      request jsonb NOT NULL,
      sealed bytea NOT NULL,
      facts jsonb NOT NULL,
      results jsonb NOT NULL,
      next_action bytea,
      trace_parent text,
      UNIQUE (kind, reference),
      CONSTRAINT open_has_next_step CHECK ((step <> 'none') = (next_at IS NOT NULL)),
      CONSTRAINT open_is_carried CHECK (status NOT IN (${open}) OR step <> 'none')
    )`,
    "CREATE INDEX operation_due ON operation (next_at) WHERE next_at IS NOT NULL",
    "CREATE INDEX operation_by_kind ON operation (kind, seq)",
    "CREATE INDEX operation_by_status ON operation (kind, status, seq)",
    "CREATE INDEX operation_by_provider ON operation (kind, provider, seq)",
    "CREATE INDEX operation_by_provider_reference ON operation (provider, provider_reference)",
    `CREATE TABLE attempt (
      operation text NOT NULL REFERENCES operation (id),
      number integer NOT NULL,
      instance text NOT NULL,
      fingerprint text NOT NULL,
      started_at bigint NOT NULL,
      send_until bigint NOT NULL,
      ended_at bigint,
      outcome text,
      reason text,
      PRIMARY KEY (operation, number)
    )`,
    `CREATE TABLE event (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      operation text NOT NULL REFERENCES operation (id),
      at bigint NOT NULL,
      kind text NOT NULL,
      summary text NOT NULL,
      details jsonb NOT NULL
    )`,
    "CREATE INDEX event_by_operation ON event (operation, seq)",
    `CREATE TABLE callback (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      instance text NOT NULL,
      digest text NOT NULL,
      sealed bytea,
      received_at bigint NOT NULL,
      state text NOT NULL CHECK (state IN ('new', 'handled', 'rejected', 'unknown')),
      next_at bigint,
      event_id text,
      UNIQUE (instance, digest),
      CONSTRAINT new_is_kept CHECK ((state = 'new') = (next_at IS NOT NULL))
    )`,
    "CREATE INDEX callback_due ON callback (next_at) WHERE next_at IS NOT NULL",
    "CREATE INDEX callback_by_age ON callback (received_at) WHERE next_at IS NULL",
    "CREATE INDEX callback_event ON callback (instance, event_id)",
    `CREATE TABLE delivery (
      seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      id text PRIMARY KEY,
      event_id text NOT NULL,
      endpoint text NOT NULL,
      type text NOT NULL,
      operation text,
      lane text NOT NULL,
      body bytea NOT NULL,
      created_at bigint NOT NULL,
      trace_parent text,
      status text NOT NULL CHECK (status IN ('pending', 'delivered', 'failed')),
      attempts integer NOT NULL DEFAULT 0,
      first_attempt_at bigint,
      last_at bigint,
      last_http_status integer,
      last_error text,
      next_at bigint,
      lease_until bigint,
      CONSTRAINT pending_has_next CHECK ((status = 'pending') = (next_at IS NOT NULL))
    )`,
    "CREATE INDEX delivery_due ON delivery (endpoint, next_at) WHERE next_at IS NOT NULL",
    "CREATE INDEX delivery_lane ON delivery (endpoint, lane, seq) WHERE next_at IS NOT NULL",
    "CREATE INDEX delivery_by_operation ON delivery (operation, seq)"
  ],
  [
    "CREATE INDEX attempt_by_account ON attempt (fingerprint, started_at, operation, number)",
    `CREATE TABLE register (
      id text PRIMARY KEY,
      digest text NOT NULL UNIQUE,
      instance text NOT NULL,
      run text NOT NULL,
      status text NOT NULL CHECK (status IN ('reading', 'done')),
      lease_until bigint,
      from_day text,
      to_day text,
      counts jsonb,
      kept integer NOT NULL,
      created_at bigint NOT NULL,
      finished_at bigint,
      CONSTRAINT reading_is_leased CHECK ((status = 'reading') = (lease_until IS NOT NULL)),
      CONSTRAINT done_is_counted CHECK ((status = 'done') = (counts IS NOT NULL AND finished_at IS NOT NULL))
    )`,
    `CREATE TABLE register_line (
      register text NOT NULL REFERENCES register (id),
      run text NOT NULL,
      key text NOT NULL,
      line integer NOT NULL,
      operation text,
      PRIMARY KEY (register, run, key)
    )`,
    "CREATE INDEX register_line_by_operation ON register_line (register, run, operation)",
    `CREATE TABLE register_finding (
      register text NOT NULL REFERENCES register (id),
      run text NOT NULL,
      number integer NOT NULL,
      finding jsonb NOT NULL,
      PRIMARY KEY (register, run, number)
    )`
  ],
  [
    `CREATE TABLE recovery (
      id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      since bigint NOT NULL,
      started_at bigint NOT NULL,
      ended_at bigint,
      ended_by text,
      note text
    )`,
    // What was created before a recovery, or within thirty days of it and before it was ended, is covered by it.
    `CREATE FUNCTION covering_recovery(created_at bigint) RETURNS integer LANGUAGE sql STABLE AS
      'SELECT max(id) FROM recovery
       WHERE created_at <= least(coalesce(ended_at, 9223372036854775807), started_at + 2592000000)'`,
    "ALTER TABLE callback ADD COLUMN kind text, ADD COLUMN reference text, ADD COLUMN trust text",
    "CREATE INDEX callback_of_nothing ON callback (kind, reference) WHERE state = 'unknown'",
    `CREATE TABLE side_read (
      operation text NOT NULL REFERENCES operation (id),
      instance text NOT NULL,
      next_at bigint,
      last_read_at bigint,
      tries integer NOT NULL DEFAULT 0,
      is_answered boolean NOT NULL DEFAULT false,
      PRIMARY KEY (operation, instance)
    )`,
    "CREATE INDEX side_read_due ON side_read (next_at) WHERE next_at IS NOT NULL",
    // What was looked after by its due time alone has that time in its facts now.
    `UPDATE operation SET facts = facts || jsonb_build_object('watchAt', next_at)
      WHERE step = 'sweep' AND status IN ('failed', 'expired', 'canceled')`
  ],
  [
    "ALTER TABLE delivery DROP CONSTRAINT delivery_status_check",
    `ALTER TABLE delivery ADD CONSTRAINT delivery_status_check
      CHECK (status IN ('pending', 'delivered', 'failed', 'discarded'))`,
    "ALTER TABLE delivery ADD COLUMN decisions jsonb NOT NULL DEFAULT '[]'",
    "ALTER TABLE delivery ADD COLUMN attempts_elsewhere integer NOT NULL DEFAULT 0",
    "CREATE INDEX delivery_by_endpoint ON delivery (endpoint, seq)"
  ],
  [
    "ALTER TABLE operation ADD COLUMN created_by text",
    "CREATE INDEX operation_by_creator ON operation (kind, created_by, seq) WHERE created_by IS NOT NULL"
  ],
  [
    // A row is written before the receipt is sent; without an outcome it is on its way, or nobody knows whether it arrived.
    `CREATE TABLE receipt_upload (
      operation text PRIMARY KEY REFERENCES operation (id),
      instance text NOT NULL,
      started_at bigint NOT NULL,
      send_until bigint NOT NULL,
      accepted boolean NOT NULL DEFAULT false
    )`
  ],
  [
    `ALTER TABLE register ADD COLUMN compared_at bigint, ADD COLUMN shown_run text, ADD COLUMN lines_run text,
      ADD COLUMN is_given boolean NOT NULL DEFAULT false, ADD COLUMN days jsonb`,
    "UPDATE register SET shown_run = run, compared_at = finished_at WHERE status = 'done'",
    // A register that is compared again is leased too.
    "ALTER TABLE register DROP CONSTRAINT reading_is_leased",
    `ALTER TABLE register ADD CONSTRAINT reading_is_leased CHECK (status <> 'reading' OR lease_until IS NOT NULL)`,
    // Written by the hundred, and only ever reached from their register.
    `CREATE TABLE register_row (
      register text NOT NULL,
      run text NOT NULL,
      number integer NOT NULL,
      line jsonb NOT NULL,
      PRIMARY KEY (register, run, number)
    )`,
    `CREATE TABLE register_difference (
      register text NOT NULL,
      run text NOT NULL,
      operation text NOT NULL,
      mark text NOT NULL,
      details jsonb NOT NULL,
      PRIMARY KEY (register, run, operation, mark)
    )`
  ],
  [
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
      at bigint NOT NULL
    )`,
    "INSERT INTO fence (database, epoch, why, at) VALUES (gen_random_uuid(), 0, 'made', switchyard_now())",
    `CREATE TABLE fence_mark (
      node uuid NOT NULL,
      slot integer NOT NULL,
      mark bigint NOT NULL,
      at bigint NOT NULL,
      has_left boolean NOT NULL DEFAULT false,
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
            WHEN here.token IS DISTINCT FROM (known ->> 'token')::uuid OR here.epoch <> (known ->> 'epoch')::bigint
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
            ON CONFLICT (node, slot) DO UPDATE SET mark = f.mark + 1, at = switchyard_now(), has_left = false
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
  ],
  [
    // What waits to be submitted is in its lane once it was claimed from the one of everything else.
    "ALTER TABLE operation ADD COLUMN lane text NOT NULL DEFAULT 'other'",
    `UPDATE operation SET lane = provider || CASE step WHEN 'send' THEN '/send' ELSE '/read' END
      WHERE next_at IS NOT NULL AND step <> 'submit' AND provider IS NOT NULL`,
    "CREATE INDEX operation_due_by_lane ON operation (lane, next_at) WHERE next_at IS NOT NULL",
    "DROP INDEX operation_due",
    "CREATE INDEX side_read_due_by_instance ON side_read (instance, next_at) WHERE next_at IS NOT NULL",
    // Callbacks that count wait apart from those that may be forged.
    `ALTER TABLE callback ADD COLUMN is_proven boolean NOT NULL DEFAULT false, ADD COLUMN operation text,
      ADD COLUMN stands_for_more boolean NOT NULL DEFAULT false`,
    `CREATE INDEX callback_due_by_instance ON callback (instance, is_proven, next_at, seq) WHERE next_at IS NOT NULL`,
    `CREATE INDEX callback_waiting_for_operation ON callback (operation, instance)
      WHERE next_at IS NOT NULL AND operation IS NOT NULL`,
    `CREATE TABLE circuit (
      instance text PRIMARY KEY,
      openings integer NOT NULL,
      since bigint NOT NULL,
      tried_from bigint,
      trying bigint,
      version bigint NOT NULL
    )`,
    // The next slot that no node has.
    `CREATE TABLE provider_rate (
      instance text PRIMARY KEY,
      free_at bigint NOT NULL
    )`
  ],
  [
    // An object with one time in it, which becomes this one where it lies behind the last that can be right.
    `CREATE FUNCTION heal_time(holder jsonb, name text, last bigint, instead bigint) RETURNS jsonb
      LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN jsonb_typeof(holder -> name) = 'number' AND (holder ->> name)::numeric > last
          THEN jsonb_set(holder, ARRAY[name], to_jsonb(instead)) ELSE holder END
      $$`,
    // How long ago a request ended is not known any more, so an answer of "not found" counts from now on.
    `CREATE FUNCTION heal_facts(facts jsonb, status text, now bigint, far bigint) RETURNS jsonb
      LANGUAGE plpgsql IMMUTABLE AS $$
        DECLARE
          healed jsonb := facts;
          past text;
        BEGIN
          FOREACH past IN ARRAY ARRAY['since', 'lastNotFoundAt', 'cancelAskedAt', 'unaskedSince'] LOOP
            healed := heal_time(healed, past, now, now);
          END LOOP;
          healed := heal_time(heal_time(healed, 'sendUntil', far, now), 'watchAt', far, now);
          IF status IN ('submitting', 'unknown', 'needs_review') AND (healed ->> 'sendUntil')::numeric < now THEN
            healed := jsonb_set(healed, '{sendUntil}', to_jsonb(now));
          END IF;
          IF jsonb_typeof(healed -> 'tried') = 'array' THEN
            healed := jsonb_set(healed, '{tried}', (
              SELECT coalesce(jsonb_agg(heal_time(each, 'until', far, now) ORDER BY n), '[]')
              FROM jsonb_array_elements(healed -> 'tried') WITH ORDINALITY AS t(each, n)));
          END IF;
          IF jsonb_typeof(healed #> '{doubt,dead}') = 'object' THEN
            healed := jsonb_set(healed, '{doubt,dead}', heal_time(healed #> '{doubt,dead}', 'watchAt', far, now));
          END IF;
          RETURN healed;
        END
      $$`,
    // Puts times right that were told before the clock leapt, in the rows of each table with these numbers. What lies in the
    // past by its nature is now where it is ahead of now. What was waited for is due, as soon as its provider may be asked
    // again; but what was told since then and ends by itself, as leases and attempts do, stays.
    `CREATE FUNCTION heal_times(now bigint, first bigint, last bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
        DECLARE
          -- Longer than any lease or attempt.
          far CONSTANT bigint := now + 100000;
          changed bigint := 0;
          count bigint;
        BEGIN
          UPDATE operation o SET next_at = h.next_at, lease_until = h.lease_until, last_read_at = h.last_read_at,
            hinted_at = h.hinted_at, created_at = h.created_at, facts = h.facts, version = o.version + 1
          FROM (
            SELECT id,
              CASE WHEN next_at > far THEN least(next_at, greatest(now, CASE
                WHEN step = 'sweep' THEN least(coalesce(last_read_at, updated_at), now) + 10800000
                WHEN step IN ('poll', 'look_up') AND last_read_at IS NOT NULL THEN least(last_read_at, now) + 60000
                ELSE now END)) ELSE next_at END AS next_at,
              CASE WHEN lease_until > far THEN now ELSE lease_until END AS lease_until,
              CASE WHEN last_read_at > now THEN now ELSE last_read_at END AS last_read_at,
              -- Whether somebody has called back since the last read stays as it is.
              CASE WHEN hinted_at > last_read_at THEN least(hinted_at, now + 1)
                WHEN hinted_at > now THEN now ELSE hinted_at END AS hinted_at,
              CASE WHEN step <> 'none' AND created_at > now THEN now ELSE created_at END AS created_at,
              heal_facts(operation.facts, status, now, far) AS facts
            FROM operation
            WHERE seq BETWEEN first AND last AND (step <> 'none' OR status = 'needs_review' OR lease_until > far
              OR last_read_at > now OR hinted_at > now + 1 OR updated_at > now)
            ORDER BY id FOR UPDATE
          ) h
          WHERE o.id = h.id AND (o.next_at, o.lease_until, o.last_read_at, o.hinted_at, o.created_at, o.facts)
            IS DISTINCT FROM (h.next_at, h.lease_until, h.last_read_at, h.hinted_at, h.created_at, h.facts);
          GET DIAGNOSTICS count = ROW_COUNT;
          changed := changed + count;

          UPDATE side_read s SET last_read_at = CASE WHEN s.last_read_at > now THEN now ELSE s.last_read_at END,
            next_at = CASE WHEN s.next_at > far
              THEN greatest(now, CASE WHEN s.last_read_at > now THEN now ELSE s.last_read_at END + 60000)
              ELSE s.next_at END
          FROM operation o
          WHERE o.seq BETWEEN first AND last AND s.operation = o.id AND (s.next_at > far OR s.last_read_at > now);
          GET DIAGNOSTICS count = ROW_COUNT;
          changed := changed + count;

          UPDATE receipt_upload r SET send_until = now
          FROM operation o
          WHERE o.seq BETWEEN first AND last AND r.operation = o.id AND r.send_until > far;
          GET DIAGNOSTICS count = ROW_COUNT;
          changed := changed + count;

          UPDATE callback SET received_at = least(received_at, now), next_at = CASE WHEN next_at > far THEN now ELSE next_at END
          WHERE seq BETWEEN first AND last AND (received_at > now OR next_at > far);
          GET DIAGNOSTICS count = ROW_COUNT;
          changed := changed + count;

          -- The day after which one is given up begins anew.
          UPDATE delivery SET next_at = CASE WHEN next_at > far THEN now ELSE next_at END,
            lease_until = CASE WHEN lease_until > far THEN now ELSE lease_until END,
            first_attempt_at = CASE WHEN first_attempt_at IS NULL THEN NULL ELSE now END
          WHERE seq BETWEEN first AND last AND next_at IS NOT NULL
            AND (next_at > far OR lease_until > far OR first_attempt_at <> now);
          GET DIAGNOSTICS count = ROW_COUNT;
          changed := changed + count;

          IF first > 0 THEN RETURN changed; END IF;
          UPDATE register SET lease_until = now WHERE lease_until > far;
          GET DIAGNOSTICS count = ROW_COUNT;
          changed := changed + count;
          UPDATE circuit SET since = least(since, now), trying = CASE WHEN trying > now THEN NULL ELSE trying END,
            tried_from = CASE WHEN tried_from > far THEN now ELSE tried_from END, version = version + 1
          WHERE since > now OR tried_from > far OR trying > now;
          GET DIAGNOSTICS count = ROW_COUNT;
          changed := changed + count;
          UPDATE provider_rate SET free_at = now WHERE free_at > far;
          GET DIAGNOSTICS count = ROW_COUNT;
          changed := changed + count;
          UPDATE recovery SET started_at = least(started_at, now),
            ended_at = CASE WHEN ended_at > now THEN now ELSE ended_at END
          WHERE started_at > now OR ended_at > now;
          GET DIAGNOSTICS count = ROW_COUNT;
          RETURN changed + count;
        END
      $$`
  ]
]

// Any number that nobody else uses as an advisory lock in this database.
const lock = 7_309_844_115

// Whoever has the lock is at work, or was stopped in the middle; then its server lets go of it.
const lockEvery = "250 millis"
const lockTries = 2_400

const heldByOther = new SqlError({
  reason: new LockTimeoutError({
    cause: new Error("another process has been bringing the tables up to date for ten minutes"),
    message: "the lock of the tables is held",
    operation: "migrate"
  })
})

/** Brings the tables up to date, unless somebody else is at it; tells whether they are. */
const turn = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [tried] = yield* sql<{ readonly isOurs: boolean }>`SELECT pg_try_advisory_xact_lock(${lock}) AS "isOurs"`
  if (tried?.isOurs !== true) return false
  yield* sql`CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY)`
  const rows = yield* sql<{ readonly version: number | null }>`SELECT max(version) AS version FROM schema_version`
  const done = rows[0]?.version ?? 0
  for (const [index, statements] of steps.entries()) {
    if (index < done) continue
    for (const statement of statements) yield* sql.unsafe(statement)
    yield* sql`INSERT INTO schema_version (version) VALUES (${index + 1})`
  }
  return true
})

/** Brings the tables up to date. It waits for others without a statement on its way, so that it can be interrupted. */
export const migrate = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  for (let tries = 0; tries < lockTries; tries += 1) {
    if (yield* sql.withTransaction(turn)) return
    yield* Effect.sleep(lockEvery)
  }
  return yield* heldByOther
})
