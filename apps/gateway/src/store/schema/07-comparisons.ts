/** Registers that are compared again: their rows, days and differences. */

/** The statements of step 7. */
export const comparisons: ReadonlyArray<string> = [
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
]
