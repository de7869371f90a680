/**
 * The last check of a metric label. Callers give names from the config and from closed lists; whatever else gets here by
 * mistake becomes `other`, so that neither a person nor a million series reach the metrics.
 */

const isName = /^[A-Za-z0-9_:./{}@*-]{1,64}$/
const isNumberOfSomebody = /\d{6}/

/** The text itself when it can be a name, else `other`. */
export const label = (text: string): string => (isName.test(text) && !isNumberOfSomebody.test(text) ? text : "other")
