/** Everything the story plays with. */
import type { Feennex } from "@switchyard/feennex"
import type { Sandbox } from "@switchyard/sandbox"
import * as Effect from "effect/Effect"
import type { Inbox } from "./callbacks.ts"
import type { Narrator } from "./narrator.ts"

export interface World extends Feennex.Feennex {
  readonly sandbox: Sandbox.Sandbox
  readonly inbox: Inbox
  readonly narrator: Narrator
}

/** Moves the clock of both sides on; nobody waits. */
export const later = ({ narrator, sandbox }: World, seconds: number) =>
  Effect.suspend(() => {
    narrator.say(`   …${seconds} seconds later`)
    return Effect.promise(() => sandbox.clock.advance(seconds * 1000))
  })
