/** Recoveries, what they cover, and reads beside the holder. */

/** The statements of step 3. */
export const recoveries: ReadonlyArray<string> = [
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
]
