/**
 * What may be reported of a failure. Our own errors carry a tag and a message that is free of persons and secrets by law;
 * anything else (a defect, an error of a library) may quote what it was working on, so of it only the name, the code
 * and the places in the sources are reported.
 */
import { Redaction } from "@switchyard/core"
import { Cause } from "effect"

/** A failure as it is reported. */
export interface FailureDescription {
  readonly error: string
  readonly code?: string
  readonly message?: string
  readonly at?: ReadonlyArray<string>
}

const isName = /^[A-Za-z][A-Za-z0-9_./@-]{0,80}$/
// Those of PostgreSQL begin with a digit.
const isCode = /^[A-Z0-9][A-Z0-9_]{1,80}$/
const frame = /^ +at (?:async )?(?:[\w.<>$[\] #]+ \()?(?:file:\/\/)?(?:[^()]*\/)?([\w.-]+\/[\w.@-]+:\d+:\d+)\)?$/

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined

const textOf = (value: unknown, member: string): string | undefined => {
  const found = memberOf(value, member)
  return typeof found === "string" ? found : undefined
}

const nameOf = (error: unknown, member: string): string | undefined => {
  const text = textOf(error, member)
  return text !== undefined && isName.test(text) ? text : undefined
}

const codeOf = (error: unknown): string | undefined => {
  const code = textOf(error, "code")
  return code !== undefined && isCode.test(code) ? code : undefined
}

const placesOf = (error: unknown): ReadonlyArray<string> =>
  (textOf(error, "stack") ?? "")
    .split("\n")
    .flatMap((line) => frame.exec(line)?.[1] ?? [])
    .slice(0, 6)

// An error of a library, as the SQL client's, keeps what the system or the server said as the cause of its cause.
const coded = (error: unknown, depth = 0): unknown =>
  error === undefined || depth > 4 || codeOf(error) !== undefined ? error : coded(memberOf(error, "cause"), depth + 1)

// PostgreSQL's class 42 names columns, tables and rights, and quotes no value as classes 22 and 23 do.
const isOfSchema = /^42[0-9A-Z]{3}$/

/** Describes one error: of what lies behind it the code, and of a statement that does not fit the tables the reason. */
export const describeFailure = (error: unknown): FailureDescription => {
  const tag = nameOf(error, "_tag")
  const behind = coded(error)
  const code = codeOf(behind)
  const own = tag === undefined ? undefined : textOf(error, "message")
  const reason = behind !== error && code !== undefined && isOfSchema.test(code) ? textOf(behind, "message") : undefined
  const message = reason === undefined ? own : `${own}: ${reason}`
  const at = placesOf(error)
  return {
    error: tag ?? nameOf(error, "name") ?? "Error",
    ...(code === undefined ? {} : { code }),
    ...(message === undefined || message === "" ? {} : { message: Redaction.scrub(message, [], 300) }),
    ...(at.length === 0 ? {} : { at })
  }
}

/** Describes everything a cause holds but its interrupts. */
export const describeCause = (cause: Cause.Cause<unknown>): ReadonlyArray<FailureDescription> =>
  cause.reasons.flatMap((reason) => {
    if (Cause.isFailReason(reason)) return [describeFailure(reason.error)]
    return Cause.isDieReason(reason) ? [describeFailure(reason.defect)] : []
  })
