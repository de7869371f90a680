/** Our id of an operation at the provider, where several creates of it may be there. */

/** The reference with the number of the create. No reference has such a sign, so none is the id of another one. */
export const orderOf = (reference: string, generation: number): string =>
  generation === 0 ? reference : `${reference}~${generation}`
