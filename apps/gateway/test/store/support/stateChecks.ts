/** The constraints of an operation's state, generated from the table of statuses. */
import { everyKind, everyStatus, everyStep, meanings, type Status } from "../../../src/model/statuses.ts"

const listed = (words: ReadonlyArray<string>): string => words.map((word) => `'${word}'`).join(", ")

const either = (cases: ReadonlyArray<string>): string => cases.map((each) => `(${each})`).join("\n    OR ")

const of = (is: (status: Status) => boolean): string => listed(everyStatus.filter(is))

/** Each constraint by its name. */
export const stateChecks: Readonly<Record<string, string>> = {
  kind_is_known: `kind IN (${listed(everyKind)})`,
  status_of_kind: either(
    everyKind.map((kind) => `kind = '${kind}' AND status IN (${of((status) => meanings[status][kind] !== undefined)})`)
  ),
  step_of_status: either(
    everyStep.map((step) => `step = '${step}' AND status IN (${of((status) => meanings[status].steps.includes(step))})`)
  )
}

/** The statements that put them in place of what was there. */
export const stateStatements: ReadonlyArray<string> = Object.entries(stateChecks).map(
  ([name, check]) => `ALTER TABLE operation ADD CONSTRAINT ${name} CHECK (\n    ${check})`
)
