/**
 * What was given up of operations and is looked after by its own id, one row for each: an operation may have ended meanwhile, or
 * wait for a person, and has no step for it then.
 */

/** The statements of step 15. */
export const leftBehind: ReadonlyArray<string> = [
  `CREATE TABLE left_behind (
    operation text NOT NULL REFERENCES operation (id),
    fingerprint text NOT NULL,
    provider_reference text NOT NULL,
    instance text NOT NULL,
    since bigint NOT NULL,
    looked integer NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    next_at bigint,
    last_read_at bigint,
    asked_at bigint,
    is_awaited boolean NOT NULL DEFAULT false,
    PRIMARY KEY (operation, fingerprint, provider_reference)
  )`,
  "CREATE INDEX left_behind_due_by_instance ON left_behind (instance, next_at) WHERE next_at IS NOT NULL",
  "CREATE INDEX left_behind_by_id ON left_behind (instance, provider_reference)",
  // Versions before this one have kept the ids and looked after none of them.
  `INSERT INTO left_behind (operation, fingerprint, provider_reference, instance, since, next_at)
    SELECT operation.id, l.fingerprint, l."providerReference", l.instance, operation.updated_at, operation.updated_at
    FROM operation, jsonb_to_recordset(CASE WHEN jsonb_typeof(operation.facts -> 'leftBehind') = 'array'
      THEN operation.facts -> 'leftBehind' ELSE '[]' END) AS l(instance text, fingerprint text, "providerReference" text)
    WHERE l."providerReference" IS NOT NULL ON CONFLICT DO NOTHING`,
  "ALTER FUNCTION heal_times(bigint, bigint, bigint) RENAME TO heal_times_of_step_10",
  // As those of step 10: what lies ahead of now and cannot is put right, and what was waited for is due.
  `CREATE FUNCTION heal_times(now bigint, first bigint, last bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        far CONSTANT bigint := now + 100000;
        count bigint;
      BEGIN
        UPDATE left_behind l SET since = least(l.since, now),
          last_read_at = CASE WHEN l.last_read_at > now THEN now ELSE l.last_read_at END,
          -- Whether somebody has called back since the last read stays as it is.
          asked_at = CASE WHEN l.asked_at > l.last_read_at THEN least(l.asked_at, now + 1)
            WHEN l.asked_at > now THEN now ELSE l.asked_at END,
          next_at = CASE WHEN l.next_at > far
            THEN greatest(now, CASE WHEN l.last_read_at > now THEN now ELSE l.last_read_at END + 60000) ELSE l.next_at END
        FROM operation o
        WHERE o.seq BETWEEN first AND last AND l.operation = o.id
          AND (l.since > now OR l.last_read_at > now OR l.next_at > far OR l.asked_at > now + 1);
        GET DIAGNOSTICS count = ROW_COUNT;
        RETURN count + heal_times_of_step_10(now, first, last);
      END
    $$`
]
