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
  )`
]
