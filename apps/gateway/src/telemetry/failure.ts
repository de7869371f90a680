/**
 * What may be told of a failure. Our own errors carry a tag and a message that is free of persons and secrets by law;
 * anything else (a defect, an error of a library) may quote what it was working on, so of it only the name, the code
 * and the places in the sources are told.
 */
import { Redaction } from "@switchyard/core"
import { Cause } from "effect"

/** A failure as it is told. */
export interface Told {
  readonly error: string
  readonly code?: string
  readonly message?: string
  readonly at?: ReadonlyArray<string>
}

const isName = /^[A-Za-z][A-Za-z0-9_./@-]{0,80}$/
const frame = /^ +at (?:async )?(?:[\w.<>$[\] #]+ \()?(?:file:\/\/)?(?:[^()]*\/)?([\w.-]+\/[\w.@-]+:\d+:\d+)\)?$/

const textOf = (value: unknown, member: string): string | undefined => {
  if (typeof value !== "object" || value === null) return undefined
  const found: unknown = Reflect.get(value, member)
  return typeof found === "string" ? found : undefined
}

const nameOf = (error: unknown, member: string): string | undefined => {
  const text = textOf(error, member)
  return text !== undefined && isName.test(text) ? text : undefined
}

const placesOf = (error: unknown): ReadonlyArray<string> =>
  (textOf(error, "stack") ?? "")
    .split("\n")
    .flatMap((line) => frame.exec(line)?.[1] ?? [])
    .slice(0, 6)

const tell = (error: unknown): Told => {
  const tag = nameOf(error, "_tag")
  const code = nameOf(error, "code")
  const message = tag === undefined ? undefined : textOf(error, "message")
  const at = placesOf(error)
  return {
    error: tag ?? nameOf(error, "name") ?? "Error",
    ...(code === undefined ? {} : { code }),
    ...(message === undefined || message === "" ? {} : { message: Redaction.scrub(message, [], 300) }),
    ...(at.length === 0 ? {} : { at })
  }
}

/** Tells of everything a cause holds but its interrupts. */
export const tellCause = (cause: Cause.Cause<unknown>): ReadonlyArray<Told> =>
  cause.reasons.flatMap((reason) => {
    if (Cause.isFailReason(reason)) return [tell(reason.error)]
    return Cause.isDieReason(reason) ? [tell(reason.defect)] : []
  })
