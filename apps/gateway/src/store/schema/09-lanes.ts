/** Lanes of work for each provider instance, an inbox in which what counts is not behind what may be forged, and what nodes share. */

/** The statements of step 9. */
export const lanes: ReadonlyArray<string> = [
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
]
