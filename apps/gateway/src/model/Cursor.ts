/**
 * The cursors of lists: opaque to the merchant, to us the place of the last entry of a page. Each list knows its own from
 * any other text, so that a cursor of something else is refused instead of listing the wrong page.
 */

/** The lists that have cursors. */
export type List = "operations" | "deliveries" | "findings"

const letters = { operations: "s", deliveries: "d", findings: "f" } as const satisfies Record<List, string>

/** The cursor after the entry with this number. */
export const after = (list: List, seq: number): string => btoa(`${letters[list]}${seq}`).replaceAll("=", "")

/** The number of the entry that the page before ended with, or undefined where this is no cursor of the list. */
export const seqOf = (list: List, cursor: string): number | undefined => {
  if (!/^[A-Za-z0-9]{1,40}$/.test(cursor) || cursor.length % 4 === 1) return undefined
  const digits = /^[sdf](\d{1,15})$/.exec(atob(cursor))?.[1]
  const seq = Number(digits)
  // Only what we would have written ourselves.
  return digits !== undefined && after(list, seq) === cursor ? seq : undefined
}
