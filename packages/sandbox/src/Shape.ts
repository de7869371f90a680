/**
 * Faults that let an answer through and change how it looks: members with other values, and the forms that a proxy
 * gives a body on its way. They come on top of whatever else is answered, a scripted error included.
 */
import type { Fault } from "./Fault.ts"
import type { Json, JsonObject } from "./internal/json.ts"
import { isObject, member, print, read } from "./internal/json.ts"
import type { Answer } from "./Reply.ts"

/** A fault after which further faults still apply. */
export type Modifier = Extract<Fault, { readonly kind: "delay" | "change" | "wire" }>

/** Whether further faults still apply. */
export const isModifier = (fault: Fault): fault is Modifier =>
  fault.kind === "delay" || fault.kind === "change" || fault.kind === "wire"

const parsed = (body: string): Json | undefined => {
  try {
    return read(body)
  } catch {
    return undefined
  }
}

// An envelope's `data` is what an answer is about; without an envelope it is the answer itself.
const changed = (answer: Answer, members: Readonly<Record<string, unknown>>): Answer => {
  const whole = parsed(answer.body)
  const changes = parsed(JSON.stringify(members))
  if (!isObject(whole) || !isObject(changes)) return answer
  const data = member(whole, "data")
  const merged: JsonObject = isObject(data) ? { ...whole, data: { ...data, ...changes } } : { ...whole, ...changes }
  return { ...answer, body: print(merged) }
}

/** The answer as the modifiers leave it. */
export const shape = (answer: Answer, modifiers: Iterable<Modifier>): Answer => {
  let shaped = answer
  for (const modifier of modifiers) {
    if (modifier.kind === "change") shaped = changed(shaped, modifier.members)
    if (modifier.kind === "wire") {
      const { chunked, encoding } = modifier
      shaped = { ...shaped, ...(encoding && { encoding }), ...(chunked === true && { chunked }) }
    }
  }
  return shaped
}
