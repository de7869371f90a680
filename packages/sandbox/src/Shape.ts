/**
 * Faults that let an answer through and change how it looks: members with other values, and the forms that a proxy
 * gives a body on its way. They come on top of whatever else is answered, a scripted error included.
 */
import type { Fault } from "./Fault.ts"
import type { GivenMembers } from "./Held.ts"
import type { Json, JsonObject } from "./internal/json.ts"
import { isObject, member, print, read } from "./internal/json.ts"
import type { Answer } from "./Reply.ts"
import { fillJson } from "./Words.ts"

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
const changed = (
  answer: Answer,
  { at = "data", members = {}, without = [] }: Extract<Modifier, { readonly kind: "change" }>,
  given: GivenMembers
): Answer => {
  const parsedBody = parsed(answer.body)
  const changes = fillJson(parsed(JSON.stringify(members)) ?? null, given)
  if (!isObject(parsedBody) || !isObject(changes)) return answer
  const change = (object: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries({ ...object, ...changes }).filter(([name]) => !without.includes(name)))
  const data = at === "data" ? member(parsedBody, "data") : undefined
  return { ...answer, body: print(isObject(data) ? { ...parsedBody, data: change(data) } : change(parsedBody)) }
}

/** The answer as the modifiers leave it; `given` is asked for where their texts may repeat it. */
export const shape = (answer: Answer, modifiers: Iterable<Modifier>, given: () => GivenMembers): Answer => {
  let shaped = answer
  for (const modifier of modifiers) {
    if (modifier.kind === "change") shaped = changed(shaped, modifier, given())
    if (modifier.kind === "wire") {
      const { chunked, encoding } = modifier
      shaped = { ...shaped, ...(encoding && { encoding }), ...(chunked === true && { chunked }) }
    }
  }
  return shaped
}
