/** Registers of providers, as they were imported and compared. */

/** The statements of step 2. */
export const registers: ReadonlyArray<string> = [
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
]
