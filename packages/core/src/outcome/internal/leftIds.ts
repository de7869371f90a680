/**
 * Under which id of the provider's a preparation has left something, where its answers have said so before it broke off. An error
 * has no place for an id, because a refusal that names one contradicts itself; so it is remembered beside the error, here alone.
 */

const ids = new WeakMap<object, string>()

/** Remembers the id with what a preparation ended with, and gives that. */
export const leavingId = <E extends object>(ended: E, providerReference: string | undefined): E => {
  if (providerReference !== undefined) ids.set(ended, providerReference)
  return ended
}

/** The id that was remembered with it. */
export const leftId = (ended: object): string | undefined => ids.get(ended)

/** A defect of a preparation, which may be no object to remember an id with. */
export class BrokenOff {
  readonly defect: unknown
  constructor(defect: unknown) {
    this.defect = defect
  }
}
