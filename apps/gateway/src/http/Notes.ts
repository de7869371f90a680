/** Which notes a caller may see: what speaks of the account is for those who may see its balance. */
import type { Note } from "@switchyard/core"
import { Effect } from "effect"
import type { TimelineEntry } from "../model/Resource.ts"
import * as Roles from "./api/Roles.ts"
import { CurrentCaller } from "./api/Security.ts"

const mayKnow = Effect.map(CurrentCaller, ({ roles }) => Roles.isAmong(roles, Roles.of("providers.balance")))

const isOfOperation = (note: object): boolean => !("isOfAccount" in note)

/** The notes of a quote for the caller. */
export const notes = (all: ReadonlyArray<Note.Note>) =>
  Effect.map(mayKnow, (may) => (may ? all : all.filter(isOfOperation)))

const redacted = ({ details, ...entry }: TimelineEntry): TimelineEntry => ({
  ...entry,
  details: Array.isArray(details.notes) ? { ...details, notes: details.notes.filter(isOfOperation) } : details
})

/** A timeline for the caller. */
export const timeline = (entries: ReadonlyArray<TimelineEntry>) =>
  Effect.map(mayKnow, (may) => ({ data: may ? entries : entries.map(redacted) }))
