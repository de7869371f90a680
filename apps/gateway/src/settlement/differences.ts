/**
 * Differences in the timelines of operations: once that a settlement report differs from the ledger, and once that it does no
 * more. Nothing else of an operation is touched: not its state, not its version, not when it is looked at next.
 */
import { createHash } from "node:crypto"
import type { SqlClient } from "effect/sql/SqlClient"
import type * as Instant from "../model/Instant.ts"
import type { Finding } from "../model/SettlementReports.ts"
import { toJson } from "../store/toJson.ts"
import type { Run } from "./run.ts"

const detailsOf = ({ kind, line, nearEdge, ours, theirs }: Finding) => ({
  finding: kind,
  ...(line === null ? {} : { line }),
  ...(ours === null ? {} : { ours }),
  ...(theirs === null ? {} : { theirs }),
  ...(nearEdge ? { nearEdge } : {})
})

const markOf = (details: object): string => createHash("sha256").update(JSON.stringify(details)).digest("base64url")

/** Notes what a comparison has found of operations; it is written into their timelines when the comparison is complete. */
export const note = (sql: SqlClient, { id, run }: Run, findings: ReadonlyArray<Finding>) => {
  const rows = findings.map((finding) => {
    const details = detailsOf(finding)
    return { operation: finding.id, mark: markOf(details), details }
  })
  return sql`
    INSERT INTO register_difference (register, run, operation, mark, details)
    SELECT ${id}, ${run}, d.operation, d.mark, d.details
    FROM jsonb_to_recordset(${toJson(rows)}::jsonb) AS d(operation text, mark text, details jsonb)
    ON CONFLICT DO NOTHING`
}

/**
 * Writes into the timelines what a comparison has found and the one before had not, and what that one had found and this one
 * has not; to be asked in the transaction in which the comparison becomes the one that is shown.
 */
export const writeTimelines = (sql: SqlClient, { id, run }: Run, before: string | null, now: Instant.Instant) => sql`
  INSERT INTO event (operation, at, kind, summary, details)
  SELECT d.operation, ${now}::bigint, CASE WHEN d.run = ${run} THEN 'anomaly' ELSE 'read' END,
    CASE WHEN d.run = ${run} THEN 'a register differs: ' ELSE 'a register differs no more: ' END || (d.details ->> 'finding'),
    CASE WHEN d.run = ${run} THEN '{"anomaly": "RegisterDiffers"}'::jsonb ELSE '{}'::jsonb END
      || jsonb_build_object('register', ${id}::text) || d.details
  FROM register_difference d
  WHERE d.register = ${id} AND d.run IN (${run}, ${before ?? run}) AND NOT EXISTS (
    SELECT 1 FROM register_difference other
    WHERE other.register = d.register AND other.run = CASE WHEN d.run = ${run} THEN ${before}::text ELSE ${run} END
      AND other.operation = d.operation AND other.mark = d.mark
  )
  ORDER BY d.operation, d.run = ${run}, (d.details ->> 'line')::integer NULLS LAST, d.mark`
