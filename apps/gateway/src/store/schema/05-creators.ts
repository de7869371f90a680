/** Which API key has created an operation. */

/** The statements of step 5. */
export const creators: ReadonlyArray<string> = [
  "ALTER TABLE operation ADD COLUMN created_by text",
  "CREATE INDEX operation_by_creator ON operation (kind, created_by, seq) WHERE created_by IS NOT NULL"
]
