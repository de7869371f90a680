/** Everything the story plays with. */
import type { Switchyard } from "@switchyard/facade"
import type { Sandbox } from "@switchyard/sandbox"
import * as Effect from "effect/Effect"
import type { Inbox } from "./callbacks.ts"
import type { FarSide } from "./farSides.ts"
import type { Narrator } from "./narrator.ts"

export interface World {
  readonly switchyard: Switchyard.Service
  readonly sandbox: Sandbox.Sandbox
  readonly far: Readonly<Record<string, FarSide>>
  readonly inbox: Inbox
  readonly narrator: Narrator
}

/** Moves the clock of both sides on; nobody waits. */
export const later = ({ far, narrator, sandbox }: World, seconds: number) =>
  Effect.promise(async () => {
    narrator.say(`   …${seconds} seconds later`)
    await sandbox.clock.advance(seconds * 1000)
    for (const side of Object.values(far)) await side.callbacksIdle()
  })
