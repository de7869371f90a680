/** Settlement reports that are pulled from a provider: how far each has come, and which of its rows are there already. */

/** The statements of step 16. */
export const pulls: ReadonlyArray<string> = [
  `ALTER TABLE register ADD COLUMN period_from bigint, ADD COLUMN period_to bigint, ADD COLUMN fingerprint text,
    ADD COLUMN progress jsonb, ADD COLUMN next_at bigint, ADD COLUMN tries integer NOT NULL DEFAULT 0,
    ADD COLUMN failing_since bigint, ADD COLUMN problem jsonb`,
  "ALTER TABLE register DROP CONSTRAINT register_status_check",
  `ALTER TABLE register ADD CONSTRAINT register_status_check CHECK (status IN ('reading', 'done')
    OR (status = 'failed' AND period_from IS NOT NULL AND problem IS NOT NULL))`,
  // One that is pulled belongs to an account, and while it is open it has a next step.
  `ALTER TABLE register ADD CONSTRAINT pull_has_next CHECK (CASE WHEN period_from IS NULL
    THEN period_to IS NULL AND next_at IS NULL
    ELSE period_to > period_from AND fingerprint IS NOT NULL AND (status = 'reading') = (next_at IS NOT NULL) END)`,
  "CREATE INDEX register_due ON register (next_at) WHERE next_at IS NOT NULL",
  `CREATE TABLE register_entry (
    register text NOT NULL REFERENCES register (id),
    entry text NOT NULL,
    content text NOT NULL,
    PRIMARY KEY (register, entry, content)
  )`,
  "ALTER FUNCTION heal_times(bigint, bigint, bigint) RENAME TO heal_times_of_step_15",
  // As those of step 10. What a report is of is no time of ours.
  `CREATE FUNCTION heal_times(now bigint, first bigint, last bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
      DECLARE
        far CONSTANT bigint := now + 100000;
        count bigint := 0;
      BEGIN
        IF first <= 0 THEN
          UPDATE register SET next_at = CASE WHEN next_at > far THEN now ELSE next_at END,
            failing_since = least(failing_since, now)
          WHERE next_at > far OR failing_since > now;
          GET DIAGNOSTICS count = ROW_COUNT;
        END IF;
        RETURN count + heal_times_of_step_15(now, first, last);
      END
    $$`
]
