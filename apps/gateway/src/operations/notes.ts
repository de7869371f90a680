/**
 * Notes: what else a provider states of an operation and may help a person: the latest of each name is kept with the operation, and
 * the timeline shows what an answer states for the first time or otherwise than before. Nothing is decided by it.
 */
import { Note } from "@switchyard/core"
import * as Schema from "effect/Schema"
import type { Entry } from "../lifecycle/Decision.ts"
import type { Results } from "../store/Row.ts"

type Notes = ReadonlyArray<Note.Note>

// What an adapter hands over is bounded here once more: it is stored with every operation.
const maxNotes = 50
const maxLength = 500

/** The notes of an answer, as they are stored. */
export const bounded = (notes: Notes | undefined): Notes | undefined =>
  notes?.slice(0, maxNotes).map((note) => ({ ...note, value: note.value.slice(0, maxLength) }))

const isNotes = Schema.is(Schema.Array(Note.Note))

const notesOf = ({ notes }: Results): Notes => (isNotes(notes) ? notes : [])

/** The notes after an answer: what it leaves out stays as it was. */
export const merged = (before: Results, answer: Results): Notes | undefined => {
  const named = new Map([...notesOf(before), ...notesOf(answer)].map((note) => [note.name, note]))
  return named.size === 0 ? undefined : [...named.values()].slice(0, maxNotes)
}

/** The lines of an answer with what it states anew: beside the move that it causes, or by itself. */
export const withNotes = (before: Results, answer: Results, entries: ReadonlyArray<Entry>): ReadonlyArray<Entry> => {
  const known = new Map(notesOf(before).map(({ name, value }) => [name, value]))
  const notes = notesOf(answer).filter(({ name, value }) => known.get(name) !== value)
  if (notes.length === 0) return entries
  const move = entries.findLastIndex(({ kind }) => kind === "transition")
  if (move >= 0) {
    return entries.map((entry, at) => (at === move ? { ...entry, details: { ...entry.details, notes } } : entry))
  }
  const names = notes.map(({ name }) => name).join(", ")
  return [...entries, { kind: "read", summary: `the provider states ${names}`, details: { notes } }]
}
