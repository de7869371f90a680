/** What the answers about one payment show of `ps_data`, one after the other; what that is stands in `PsData.ts`. */

/** What one answer shows: all, links without requisites, amounts and the page alone, requisites without links, new requisites, or null. */
export const parts = ["whole", "links", "amounts", "requisites", "replaced", "nothing"] as const

/** How members that are not shown are left out. */
export const gaps = ["absent", "null", "empty"] as const

/** What one answer shows; the last stage of a course stays. */
export interface Stage {
  readonly show: (typeof parts)[number]
  readonly as?: "object" | "text"
  /** How the members that are not shown are left out, default not there at all. */
  readonly gaps?: (typeof gaps)[number]
  /** Members of other values, or more of them, in callbacks too; texts may repeat what was given, see `Words.ts`. */
  readonly members?: Readonly<Record<string, unknown>>
}

const course = (...shown: ReadonlyArray<Stage["show"]>): ReadonlyArray<Stage> => shown.map((show) => ({ show }))

/** The courses that have a name. */
export const courses = {
  steady: course("whole"),
  fading: course("whole", "links"),
  bare: course("amounts", "amounts", "whole"),
  unlinked: course("whole", "requisites"),
  replaced: course("whole", "replaced"),
  late: course("nothing", "whole")
} as const

/** A course by its name. */
export type Course = keyof typeof courses
