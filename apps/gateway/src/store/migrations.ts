/**
 * The tables, and how they come to be. Any number of processes may start at once: one of them creates what is missing
 * while the others wait for its lock. Steps are only ever added. The operation's row is its own queue: the database
 * itself refuses one that is open and has no next step.
 */
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"

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
      free_at double precision NOT NULL
    )`
  ]
]

// Any number that nobody else uses as an advisory lock in this database.
const lock = 7_309_844_115

/** Brings the tables up to date. */
export const migrate = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const steps0 = Effect.gen(function* () {
    yield* sql`SELECT pg_advisory_xact_lock(${lock})`
    yield* sql`CREATE TABLE IF NOT EXISTS schema_version (version integer PRIMARY KEY)`
    const rows = yield* sql<{ readonly version: number | null }>`SELECT max(version) AS version FROM schema_version`
    const done = rows[0]?.version ?? 0
    for (const [index, statements] of steps.entries()) {
      if (index < done) continue
      for (const statement of statements) yield* sql.unsafe(statement)
      yield* sql`INSERT INTO schema_version (version) VALUES (${index + 1})`
    }
  })
  yield* sql.withTransaction(steps0)
})
