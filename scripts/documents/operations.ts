/** docs/operations.md: every metric and variable of the gateway and every finding of a settlement report, and no others. */
import { FindingKind } from "../../packages/settlement/src/Reconciliation.ts"
import { differences, found, type Problem, read, rows, sources } from "./tables.ts"

const document = "docs/operations.md"

/** The problems of the document. */
export const problems = (): ReadonlyArray<Problem> => {
  const gateway = sources("apps/gateway/src")
  const text = read(document)
  const metrics = new Set(rows(document, "metric").map(([name]) => name))
  const mentioned = found(text, /\b(switchyard_[a-z_]+?)(?:_bucket|_sum|_count)?\b/g)
  const strange = [...mentioned].filter((name) => !metrics.has(name))
  return [
    ...differences(document, "metric", metrics, found(gateway, /"(switchyard_[a-z_]+)"/g)),
    ...strange.map((name): Problem => [document, `speaks of ${name}, which is no metric`]),
    ...differences(
      document,
      "finding",
      rows(document, "finding").map(([name]) => name),
      [...FindingKind.literals, "bad_row"]
    ),
    ...differences(
      document,
      "variable",
      found(text, /\b(SWITCHYARD_[A-Z_]+)\b/g),
      found(gateway, /\b(SWITCHYARD_[A-Z_]+)\b/g)
    )
  ]
}
