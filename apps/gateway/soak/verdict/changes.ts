/** Captures and cancels as the timelines of their payments tell them: when each was asked for, and what became of it. */
import type { Client, Resource } from "../merchant/client.ts"

/** A capture or a cancel. */
export interface Change {
  /** The reference of its payment. */
  readonly payment: string
  readonly name: string
  readonly number: number
  /** Of a capture. */
  readonly amount: string | null
  /** Null while it has not ended. */
  readonly became: "done" | "dead" | null
  /** Why it became that; of one that has not ended, why a person is asked about its payment, if one is. */
  readonly why: string | null
}

interface Timeline {
  readonly data: ReadonlyArray<{
    readonly summary: string
    readonly details: { readonly amount?: { readonly value: string } | null; readonly why?: string }
  }>
}

const askedFor = /^(capture|cancel|complete) (\d+) asked for$/
const ended = /^(capture|cancel|complete) (\d+): (done|dead)$/
const forPerson = / → needs_review$/

const ofTimeline = (payment: string, { data }: Timeline): ReadonlyArray<Change> => {
  const ends = new Map<string, Pick<Change, "became" | "why">>()
  let left: string | null = null
  for (const { details, summary } of data) {
    const { why = null } = details
    const [, , number, became] = ended.exec(summary) ?? []
    if (number !== undefined && (became === "done" || became === "dead")) ends.set(number, { became, why })
    if (forPerson.test(summary)) left = why
  }
  return data.flatMap(({ details, summary }) => {
    const [, name, number] = askedFor.exec(summary) ?? []
    if (name === undefined || number === undefined) return []
    const end = ends.get(number) ?? { became: null, why: left }
    return [{ payment, name, number: Number(number), amount: details.amount?.value ?? null, ...end }]
  })
}

/** The captures and cancels of all payments that were held first. */
export const changesOf = async (client: Client, resources: ReadonlyArray<Resource>): Promise<ReadonlyArray<Change>> => {
  const changes: Array<Change> = []
  for (const { captureMethod, id, reference } of resources) {
    if (captureMethod !== "manual") continue
    changes.push(...ofTimeline(reference, await client.get<Timeline>(`/v1/payments/${id}/timeline`)))
  }
  return changes
}
